"""Verbs of saying as news uses them: patterns that tell who speaks."""

SAYING = (
    "said|says|told|tells|added|adds|warned|warns|accused|accuses|urged|urges|called|calls|asked|asks|demanded|demands|"
    "denied|denies|rejected|rejects|insisted|insists|described|describes|declared|declares|announced|announces|wrote|"
    "writes|argued|argues|promised|promises|vowed|vows|threatened|threatens|praised|praises|thanked|agreed|agrees|refused|"
    "refuses|offered|offers|stressed|noted|acknowledged|confirmed|reiterated|suggested|pledged|pledges|criticised|"
    "criticized|condemned|condemns|dismissed|dismisses|welcomed|welcomes|replied|responded|answered|repeated|proposed|"
    "proposes|claimed|claims|complained|conceded|admitted|explained|concluded|continued|predicted|recalled|maintained|"
    "expressed|blamed|blames|spoke|speaks|met|meets|visited|visits|sees|wants|hopes|plans|hailed|ordered|orders"
)
HELPING = (
    "(?:also|then|later|again|had|has|have|would|will|did not|does not|could|might|may|is|was|are|were|repeatedly|"
    "himself|herself)"
)
DID = rf"(?:{HELPING} )*(?:{SAYING})\b"

"""The library: everything that was added, so that yesterday's uploads are there today.

Scored articles go in, frames with documented columns come out. Each change is one transaction: it is wholly there or
not at all. No text of an article, name of a file or search word ever becomes part of an SQL statement.

`database` says where the library lies, `schema` and `migrations` what tables it has, `storing` what is written of an
article, `frames` what is read, `packing` keeps the readings that the index sums, `backup` copies all of it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import sqlalchemy as sql
from sqlalchemy.exc import DatabaseError

from signals.actors import OwnNames, actor_id
from signals.articles import Article, Paragraph
from signals.corrections import PARAGRAPH_FIELDS, Correction
from signals.errors import InputError, NotThere
from signals.library import backup, frames, packing, schema, storing
from signals.library.backup import Progress
from signals.library.database import Database, default_path, default_place, reason
from signals.library.kept_readings import KeptReadings, Kind
from signals.library.migrations import HEAD, NEWER, upgrade, version_of
from signals.library.storing import Added
from signals.pipeline import ScoredArticle
from signals.readings import SAMPLE, Readings

__all__ = ["OWN", "Added", "Library", "default_path", "default_place"]

OWN = "My articles"
_CORRECTION = tuple(one.name for one in fields(Correction))
_MOST_WORDS = 12  # of a search
_UNWANTED = "samples are not wanted"
_IN_A_PART = 1_000  # articles of which paragraphs are held in memory at a time


class Library:
    """A library in a file or on a server, made where it does not exist. May be used by several threads and processes.

    `place` is a file, or a URL `postgresql://user:password@host/database`; None takes `default_place`. Raises
    InputError, one sentence, where it cannot be opened; so does every method where the database refuses.
    """

    def __init__(self, place: Path | str | None = None) -> None:
        named = str(place) if place is not None else default_place()
        self.database = Database(named)
        try:
            if self.database.is_file:
                Path(str(self.database.url.database)).parent.mkdir(parents=True, exist_ok=True)
            self._prepare()
        except (DatabaseError, sql.exc.InterfaceError, OSError) as error:
            raise InputError(self._not_opened(error)) from error
        self._kept: dict[Kind, KeptReadings] = {kind: KeptReadings(self.database, kind) for kind in ("actor", "pair")}

    @property
    def name(self) -> str:
        """Where the library lies, to be shown: never a password."""
        return self.database.name

    def _not_opened(self, error: Exception) -> str:
        other = (
            "name another file with --library or SIGNALS_LIBRARY, or move this one away."
            if self.database.is_file
            else "see that the server runs and lets you in, or unset SIGNALS_DATABASE_URL for a file."
        )
        return f"The library {self.name} cannot be opened ({reason(error)}): {other}"

    def _prepare(self) -> None:
        with self.database.engine.connect() as connection:
            found = version_of(connection)
        if found == NEWER:
            raise InputError(
                f"The library {self.name} was made by a newer version of this program: update the program."
            )
        if found != HEAD:
            with self.database.writing() as connection:  # one upgrade at a time, wholly done or not at all
                upgrade(connection)

    def close(self) -> None:
        """Close the connections."""
        self.database.engine.dispose()

    # articles in and out

    def holds(self, article_id: str) -> bool:
        """True where an article with these paragraphs is in the library."""
        query = sql.select(schema.articles.c.article_id).where(schema.articles.c.article_id == article_id)
        with self.database.reading() as connection:
            return connection.execute(query).first() is not None

    def recognised(self, article: Article) -> Added | None:
        """What becomes of an article whose words are in the library: its outlet is noted. None for a new one."""
        with self.database.writing() as connection:
            return storing.recognised(connection, article)

    def add(self, scored: ScoredArticle, collection: str = OWN) -> Added:
        """Store one scored article. The article must have a date.

        Where its words are there already, nothing changes but the list of outlets that printed them.
        """
        return self.add_together([scored], collection)[0]

    def add_together(self, scored: Sequence[ScoredArticle], collection: str = OWN) -> list[Added]:
        """Store several scored articles as `add` stores one, in one transaction: all of them or none."""
        with self.database.writing() as connection:
            added = [storing.taken(connection, one, collection) for one in scored]
            packing.pack(connection, [one.article_id for one in added if one.new])
        return added

    def delete(self, article_ids: Iterable[str]) -> int:
        """Delete articles with everything that hangs on them, in one transaction. Returns how many were there."""
        with self.database.writing() as connection:
            packing.counted(connection, "removed")
            gone = sum(
                connection.execute(sql.delete(schema.articles).where(schema.articles.c.article_id.in_(some))).rowcount
                for some in frames.parts(article_ids)
            )
        self._look_again()
        return gone

    def remove_samples(self) -> int:
        """Delete all sample articles, in one transaction, and remember that they are not wanted. Returns how many."""
        own = schema.articles.c
        with self.database.writing() as connection:
            packing.counted(connection, "removed")
            packing.set_value(connection, _UNWANTED, 1)
            samples = own.collection.startswith(SAMPLE, autoescape=True)
            gone = connection.execute(sql.delete(schema.articles).where(samples)).rowcount
        self._look_again()
        return gone

    def wants_samples(self, wanted: bool | None = None) -> bool:
        """Whether sample articles may be put in: true until they are removed; `wanted` says so anew."""
        if wanted is not None:
            with self.database.writing() as connection:
                packing.set_value(connection, _UNWANTED, int(not wanted))
            return wanted
        with self.database.reading() as connection:
            return not packing.value_of(connection, _UNWANTED)

    def collections(self) -> list[str]:
        """Names of the collections that hold articles: the user's own first, the rest by name."""
        with self.database.reading() as connection:
            names = connection.execute(sql.select(schema.articles.c.collection).distinct()).scalars()
            return sorted(names, key=lambda name: (name != OWN, name))

    def articles(self, collection: str | None = None) -> pd.DataFrame:
        """One row an article, newest first.

        Ids, collection, title, outlet, published, source, added (UTC), author, url, language, published_at (ISO 8601,
        empty where unknown), `model` and `relations_model` whose scores and relations count, and `printed_by`:
        further outlets that printed the same words.
        """
        query = sql.select(schema.articles).order_by(schema.articles.c.published.desc(), schema.articles.c.title)
        with self.database.reading() as connection:
            frame = frames.frame_of(connection, frames.within(query, collection))
            copies = frames.frame_of(connection, sql.select(schema.copies))
        others = copies.groupby("article_id")["outlet"].agg(", ".join)
        return frame.assign(printed_by=frame["article_id"].map(others).astype("str").fillna(""))

    def listed(self, collection: str | None, words: str, limit: int, offset: int = 0) -> pd.DataFrame:
        """A page of the articles whose title or outlets hold each of the words, or whose id is the word; newest first.

        At most `limit` rows from `offset` on: `article_id`, `title`, `outlet`, `author`, `url`, `published`,
        `collection`, `printed_by` (further outlets that printed the same words), and of its paragraphs as they count
        `size`, their number, and `mean`, their mean stance. No words: all articles. Case counts only in letters that
        are not ASCII.
        """
        own = schema.articles.c
        columns = (own.article_id, own.title, own.outlet, own.author, own.url, own.published, own.collection)
        query = _holding(frames.within(sql.select(*columns), collection), words)
        query = query.order_by(own.published.desc(), own.title, own.article_id).limit(limit).offset(offset)
        with self.database.reading() as connection:
            page = frames.frame_of(connection, query)
            ids = page["article_id"].to_list()
            paragraphs = frames.paragraphs_of(connection, ids).groupby("article_id")["stance"]
            copies = frames.frame_of(connection, sql.select(schema.copies).where(schema.copies.c.article_id.in_(ids)))
        told = paragraphs.agg(size="size", mean="mean").reindex(ids).reset_index(drop=True)
        others = copies.groupby("article_id")["outlet"].agg(", ".join)
        printed_by = page["article_id"].map(others).astype("str").fillna("")
        return page.assign(printed_by=printed_by, size=told["size"].fillna(0).astype("int64"), mean=told["mean"])

    def count_listed(self, collection: str | None, words: str = "") -> int:
        """How many articles `listed` would list without a limit."""
        query = _holding(frames.within(sql.select(sql.func.count(schema.articles.c.article_id)), collection), words)
        with self.database.reading() as connection:
            return int(str(connection.execute(query).scalar_one()))

    def added_since(self, moment: datetime, collection: str | None = None) -> pd.DataFrame:
        """Articles added after a moment (UTC), the newest first: `article_id`, `title`, `outlet`, `published`."""
        own = schema.articles.c
        query = sql.select(own.article_id, own.title, own.outlet, own.published).where(own.added > moment)
        with self.database.reading() as connection:
            return frames.frame_of(connection, frames.within(query.order_by(own.added.desc()), collection))

    def visited(self, who: str) -> datetime | None:
        """When this user last looked (UTC), None for the first time; notes that it is now."""
        counter = f"visited by {who}"
        with self.database.writing() as connection:
            before = packing.value_of(connection, counter)
            packing.set_value(connection, counter, int(storing.now().replace(tzinfo=UTC).timestamp()))
        return datetime.fromtimestamp(before, UTC).replace(tzinfo=None) if before else None

    def means(self, collection: str | None = None) -> pd.DataFrame:
        """By article id: `size`, its number of paragraphs, and `mean`, their mean stance as the model read it."""
        held = schema.scores.c
        query = (
            sql.select(held.article_id, sql.func.count().label("size"), sql.func.avg(held.stance).label("mean"))
            .join(schema.articles, (schema.articles.c.article_id == held.article_id))
            .where(schema.articles.c.model == held.model)
            .group_by(held.article_id)
        )
        with self.database.reading() as connection:
            return frames.frame_of(connection, frames.within(query, collection)).set_index("article_id")

    def stories(self, collection: str | None = None) -> pd.DataFrame:
        """One row a story, by date: `story_id`, `published` of its first printing, `title`, `articles`, `outlets`."""
        frame = self.articles(collection).sort_values(["published", "article_id"])
        groups = frame.groupby("story_id", sort=False)
        heads = groups[["published", "title"]].first()
        return heads.assign(articles=groups.size(), outlets=groups["outlet"].nunique()).reset_index()

    def outlets(self, collection: str | None = None) -> pd.DataFrame:
        """One row an outlet, by name: `outlet` (empty where unknown), `articles`, `first` and `last` published."""
        groups = self.articles(collection).groupby("outlet")
        return groups["published"].agg(articles="size", first="min", last="max").reset_index()

    # paragraphs and relations

    def paragraphs(self, collection: str | None = None, article_ids: Iterable[str] | None = None) -> pd.DataFrame:
        """One row a paragraph with everything known about it, by date, article and number.

        Columns of the paragraphs CSV (`signals.export.PARAGRAPH_COLUMNS`) and `digest`, `collection`, `story_id`;
        `actors` are ids parted by "|", `published` and `event_date` are dates, an unknown event date is missing. Values
        are those that count: corrected ones where somebody corrected, with what the model read beside them.
        """
        return _together(self._parts("paragraphs", collection, article_ids))

    def relations(self, collection: str | None = None, article_ids: Iterable[str] | None = None) -> pd.DataFrame:
        """One row a directed pair of actors in a paragraph between whom an act was read, by date, article, paragraph.

        Columns of the relations CSV (`signals.export.RELATION_COLUMNS`) and `title`, `outlet`, `story_id`, `text`,
        `digest`, `future`, `kind`, `collection`; dates and corrections as in `paragraphs`.
        """
        return _together(self._parts("relations", collection, article_ids))

    def in_parts(self, what: str, collection: str | None = None) -> Iterator[pd.DataFrame]:
        """`paragraphs` or `relations` of the whole library by date in frames of a thousand articles, memory bounded."""
        return self._parts(what, collection, None)

    def _parts(self, what: str, collection: str | None, article_ids: Iterable[str] | None) -> Iterator[pd.DataFrame]:
        """At least one frame, which may be empty. All parts show the library at one moment."""
        read = {"paragraphs": frames.paragraphs_of, "relations": frames.relations_of}[what]
        with self.database.reading() as connection:
            ids = frames.ids_in_order(connection, collection, article_ids)
            for some in frames.parts(ids, _IN_A_PART) if ids else [[]]:
                yield read(connection, some)

    def asides(self, article_id: str) -> pd.DataFrame:
        """Headlines and captions of an article in reading order: `kind`, `text`, and `after` which paragraph."""
        of_it = sql.select(schema.asides.c.kind, schema.asides.c.text, schema.asides.c.after).where(
            schema.asides.c.article_id == article_id
        )
        with self.database.reading() as connection:
            return frames.frame_of(connection, of_it.order_by(schema.asides.c.position))

    def stored(self, article_id: str) -> Article:
        """The article as it was added, as far as it is read again. Raises NotThere where it is not in the library."""
        one = sql.select(schema.articles).where(schema.articles.c.article_id == article_id)
        many = (
            sql.select(schema.paragraphs)
            .where(schema.paragraphs.c.article_id == article_id)
            .order_by(schema.paragraphs.c.paragraph)
        )
        with self.database.reading() as connection:
            row = connection.execute(one).first()
            if row is None:
                raise NotThere(f"No article {article_id} is in the library: see the ids in an export of paragraphs.")
            paragraphs = tuple(
                Paragraph(p.paragraph, p.text, p.event_date, p.background, p.future, p.kind)
                for p in connection.execute(many)
            )
        return Article(row.title, row.outlet, row.published, paragraphs, row.source)

    # reading again: actors, relations, another model

    def unrelated(self) -> list[str]:
        """Ids of the articles to be read for relations: of an older version, a model that reads none, other names."""
        with self.database.reading() as connection:
            return list(
                connection.execute(sql.select(schema.articles.c.article_id).where(~schema.articles.c.related)).scalars()
            )

    def read_again(self, scored: ScoredArticle) -> None:
        """Replace the actors and relations of a stored article by those of `scored`, in one transaction.

        Where the article has been deleted meanwhile, nothing happens.
        """
        article_id, held = scored.article.article_id, schema.relations.c
        values: dict[str, object] = {"related": scored.relations is not None}
        if scored.relations is not None:
            values["relations_model"] = scored.model
        with self.database.writing() as connection:
            of_it = sql.update(schema.articles).where(schema.articles.c.article_id == article_id)
            if not connection.execute(of_it.values(**values)).rowcount:
                return
            for paragraph, mentions in zip(scored.article.paragraphs, scored.mentions, strict=True):
                here = (schema.paragraphs.c.article_id == article_id) & (
                    schema.paragraphs.c.paragraph == paragraph.number
                )
                found = storing.actors_of(mentions)
                connection.execute(sql.update(schema.paragraphs).where(here).values(actors=found))
            old = (held.article_id == article_id) & (held.model == scored.model)
            connection.execute(sql.delete(schema.relations).where(old))
            storing.insert_relations(connection, scored)
            packing.pack(connection, [article_id])

    def models(self) -> pd.DataFrame:
        """One row a model that scored articles: `model`, `articles` it scored, `in_use`: how many it counts for."""
        held = schema.readings.c  # an article has readings of every model that scored it, and they are fewer to count
        scored = (
            sql.select(held.model, sql.func.count().label("articles")).where(held.kind == "actor").group_by(held.model)
        )
        used = sql.select(schema.articles.c.model, sql.func.count().label("in_use")).group_by(schema.articles.c.model)
        self._kept["actor"].pack_missing()
        with self.database.reading() as connection:
            frame = frames.frame_of(connection, scored).merge(frames.frame_of(connection, used), "left", "model")
        return frame.fillna({"in_use": 0}).astype({"in_use": "int64"}).sort_values("model", ignore_index=True)

    def unscored(self, model: str) -> list[str]:
        """Ids of the articles that this model has not scored, by date."""
        held = sql.exists().where(
            (schema.scores.c.article_id == schema.articles.c.article_id) & (schema.scores.c.model == model)
        )
        query = sql.select(schema.articles.c.article_id).where(~held).order_by(schema.articles.c.published)
        with self.database.reading() as connection:
            return list(connection.execute(query).scalars())

    def keep_scores(self, scored: ScoredArticle) -> None:
        """Keep what another model read in a stored article, beside what counts until `use_model`.

        One transaction; nothing happens where the article has been deleted, or read by that model, meanwhile.
        """
        article_id, held = scored.article.article_id, schema.scores.c
        there = sql.select(schema.articles.c.article_id).where(schema.articles.c.article_id == article_id)
        done = sql.select(held.article_id).where((held.article_id == article_id) & (held.model == scored.model))
        with self.database.writing() as connection:
            if connection.execute(there).first() is None or connection.execute(done).first() is not None:
                return
            storing.insert_scores(connection, scored)
            storing.insert_relations(connection, scored)
            packing.pack(connection, [article_id], scored.model)

    def use_model(self, model: str, relates: bool = True) -> int:
        """Let the scores of this model count for every article that it has scored; with `relates` its relations too.

        One transaction. Returns for how many articles. The scores of other models are kept.
        """
        own, held = schema.articles.c, schema.scores.c
        scored = sql.exists().where((held.article_id == own.article_id) & (held.model == model))
        values = {"model": model} | ({"relations_model": model} if relates else {})
        with self.database.writing() as connection:
            packing.counted(connection, "anew")
            used = connection.execute(sql.update(schema.articles).where(scored).values(**values)).rowcount
        self._look_again()
        return used

    def forget_model(self, model: str) -> int:
        """Delete the scores and relations of a model that counts for no article. Returns how many scores."""
        used = sql.or_(schema.articles.c.model == model, schema.articles.c.relations_model == model)
        with self.database.writing() as connection:
            if connection.execute(sql.select(schema.articles.c.article_id).where(used)).first() is not None:
                raise InputError(f"The model {model} counts for articles of the library: rescore them with another.")
            connection.execute(sql.delete(schema.readings).where(schema.readings.c.model == model))
            connection.execute(sql.delete(schema.relations).where(schema.relations.c.model == model))
            return connection.execute(sql.delete(schema.scores).where(schema.scores.c.model == model)).rowcount

    def by_models(self, one: str, other: str, collection: str | None = None, limit: int = 500) -> pd.DataFrame:
        """Paragraphs that both models scored, those on which they differ most first, at most `limit`.

        `article_id`, `title`, `published`, `paragraph`, `text`, `stance_one`, `stance_other`, as the models read them.
        """
        first, second = schema.scores.alias("first"), schema.scores.alias("second")
        article, paragraph = schema.articles.c, schema.paragraphs.c
        here = schema.articles.join(schema.paragraphs)
        for scores, model in ((first, one), (second, other)):
            here = here.join(
                scores,
                (scores.c.article_id == paragraph.article_id)
                & (scores.c.paragraph == paragraph.paragraph)
                & (scores.c.model == model),
            )
        query = (
            sql.select(
                article.article_id, article.title, article.published, paragraph.paragraph, paragraph.text,
                first.c.stance.label("stance_one"), second.c.stance.label("stance_other"),
            )
            .select_from(here)
            .order_by(sql.func.abs(first.c.stance - second.c.stance).desc(), article.article_id, paragraph.paragraph)
            .limit(limit)
        )  # fmt: skip
        with self.database.reading() as connection:
            return frames.frame_of(connection, frames.within(query, collection))

    # corrections

    def correct(self, correction: Correction, at: datetime | None = None) -> int:
        """Keep a correction, and use it from now on. Returns its number, by which it can be undone.

        `at` is the moment (UTC) at which it was made, where that is not now.

        Raises InputError where the paragraph is not there, or an actor is known neither to the tables nor to the user.
        """
        checked = self.checked(correction)
        with self.database.writing() as connection:
            row = {
                "article_id": checked.article_id,
                "paragraph": checked.paragraph,
                "field": checked.field,
                "source": checked.source,
                "target": checked.target,
                "value": checked.value,
                "model_value": _model_value(connection, checked),
                "by": checked.by.strip(),
                "at": at or storing.now(),
                "reason": checked.reason.strip(),
            }
            added = connection.execute(sql.insert(schema.corrections), row).inserted_primary_key
            packing.pack(connection, [checked.article_id])
        self._look_again()
        return int(added[0]) if added else 0

    def checked(self, correction: Correction) -> Correction:
        """The correction with ids for the names of actors. Raises InputError for an actor that is not known."""
        own = self.own_names()
        source, target = (actor_id(side, own) if side else "" for side in (correction.source, correction.target))
        value = correction.value
        if correction.field == "actors":
            value = "|".join(actor_id(actor, own) for actor in value.split("|") if actor)
        return replace(correction, value=value, source=source, target=target)

    def undo(self, correction: int, by: str) -> Correction:
        """Take a correction back: what stood before it counts again. It is kept, marked as undone.

        Raises InputError for a number that is not there or is undone already.
        """
        held = schema.corrections
        if not by.strip():
            raise InputError("Undoing needs the name of who does it: state one (--by on the command line).")
        with self.database.writing() as connection:
            row = connection.execute(sql.select(held).where(held.c.correction == correction)).first()
            if row is None or row.undone is not None:
                state = "not there" if row is None else "undone already"
                raise InputError(f"Correction {correction} is {state}: see the numbers with `signals corrections`.")
            here = sql.update(held).where(held.c.correction == correction)
            connection.execute(here.values(undone=storing.now(), undone_by=by.strip()))
            packing.pack(connection, [row.article_id])
        self._look_again()
        return Correction(**{name: getattr(row, name) for name in _CORRECTION})

    def corrections(self) -> pd.DataFrame:
        """One row a correction in the order made: `correction` (its number), `article_id`, `paragraph`, `field`,

        `source`, `target`, `value`, `model_value`, `by`, `at` (UTC), `reason`, and `undone` (UTC) and `undone_by`
        where it was taken back.
        """
        with self.database.reading() as connection:
            return frames.corrections_of(connection)

    # the user's own names

    def own_names(self) -> OwnNames:
        """The user's names of actors beside those of the tables, as (name, actor), by name."""
        with self.database.reading() as connection:
            rows = connection.execute(sql.select(schema.own_names).order_by(schema.own_names.c.name)).all()
        return tuple((row.name, row.actor) for row in rows)

    def set_own_names(self, names: OwnNames) -> None:
        """Replace the user's names of actors. Every stored article then waits to be read again (`unrelated`)."""
        with self.database.writing() as connection:
            connection.execute(sql.update(schema.articles).values(related=False))
            connection.execute(sql.delete(schema.own_names))
            if names:
                rows = [{"name": name, "actor": actor} for name, actor in names]
                connection.execute(sql.insert(schema.own_names), rows)

    # what the index needs

    def _look_again(self) -> None:
        for kept in self._kept.values():
            kept.look_again()

    def readings(self, kind: Kind = "actor") -> Readings:
        """The readings of the whole library, by actor or by pair, as they count now. Kept between calls."""
        return self._kept[kind].current()

    def kept_calibration(self, collection: str, kind: Kind) -> tuple[int, str] | None:
        """The calibration kept for a collection ("" for all): how many stories it rests on, and its text."""
        held = schema.calibrations.c
        query = sql.select(held.stories, held.calibration).where((held.collection == collection) & (held.kind == kind))
        with self.database.reading() as connection:
            row = connection.execute(query).first()
        return (row.stories, row.calibration) if row else None

    def keep_calibration(self, collection: str, kind: Kind, stories: int, text: str) -> None:
        """Keep a calibration in the place of an older one."""
        held = schema.calibrations
        with self.database.writing() as connection:
            connection.execute(sql.delete(held).where((held.c.collection == collection) & (held.c.kind == kind)))
            row = {"collection": collection, "kind": kind, "stories": stories, "calibration": text}
            connection.execute(sql.insert(held), row)

    # the whole

    def backup(self, path: Path, progress: Progress | None = None) -> None:
        """Copy everything to one file, itself a library. Raises InputError where it cannot be written."""
        backup.write_backup(self.database, path, progress)

    def restore(self, path: Path, progress: Progress | None = None) -> None:
        """Put everything of a backup in the place of what is here, in one transaction. InputError for a bad file."""
        backup.read_backup(self.database, path, progress)
        self._look_again()


def _holding(query: frames.Query, words: str) -> frames.Query:
    """The query of articles, of those only whose title or outlets hold each word, or whose id is the word."""
    own, copy = schema.articles.c, schema.copies.c
    for word in words.split()[:_MOST_WORDS]:
        printed = sql.exists().where((copy.article_id == own.article_id) & copy.outlet.icontains(word, autoescape=True))
        held = (column.icontains(word, autoescape=True) for column in (own.title, own.outlet))
        query = query.where(sql.or_(*held, own.article_id == word, printed))
    return query


def _together(parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    held = list(parts)
    filled = [part for part in held if len(part)]
    return pd.concat(filled, ignore_index=True) if len(filled) > 1 else (filled or held)[0]


def _model_value(connection: sql.Connection, correction: Correction) -> str:
    """What the model read, as the value of a correction; raises InputError where there is no such paragraph."""
    article_id, number = correction.article_id, correction.paragraph
    paragraphs = frames.paragraphs_of(connection, [article_id])
    paragraph = paragraphs[paragraphs["paragraph"] == number]
    if paragraph.empty:
        raise InputError(
            f"No paragraph {number} of an article {article_id} is in the library: see both in an export of paragraphs."
        )
    if correction.field in PARAGRAPH_FIELDS:
        value = paragraph[f"model_{correction.field}"].iloc[0]
        if correction.field == "stance":
            return f"{value:+.4f}"
        return "" if pd.isna(value) else str(value).lower() if correction.field == "background" else str(value)
    relations = frames.relations_of(connection, [article_id])
    pair = (relations["source"] == correction.source) & (relations["target"] == correction.target)
    read = relations[pair & (relations["paragraph"] == number) & (relations["model_event"] != "NONE")]
    return f"{read['model_event'].iloc[0]} {read['model_stance'].iloc[0]:+.4f}" if len(read) else "NONE"

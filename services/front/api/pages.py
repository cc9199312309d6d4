"""The pages."""

from typing import Any, cast
from urllib.parse import urlencode

from flask import Blueprint, current_app, redirect, render_template, request
from flask_openapi import OpenAPI
from werkzeug.wrappers import Response

from front.context import context
from front.page_constants import page_constants
from service_kit.version import VERSION
from words import LANGUAGES, Entry, Words, pick_language

blueprint = Blueprint("pages", __name__)

SAID_BY_ALL = ("failures", "pools", "task")
SAID_BY_COMPARE = ("compare", "experiments", "failures", "models", "pools")


@blueprint.get("/")
def index() -> str:
    """The page to submit and watch downloads."""
    return _page("index.html", "downloads", SAID_BY_ALL)


@blueprint.get("/compare")
def compare() -> str:
    """The page to prepare an experiment, with the ones before it."""
    return _page("compare.html", "compare", SAID_BY_COMPARE)


@blueprint.get("/compare/<experiment>")
def experiment(experiment: str) -> str:
    """The page of one experiment; a script asks the API for it."""
    return _page("experiment.html", "compare", SAID_BY_COMPARE, experiment=experiment)


@blueprint.get("/openapi.json")
def openapi() -> dict[str, Any]:
    """The API's description (OpenAPI)."""
    document: dict[str, Any] = cast(OpenAPI, current_app).api_doc
    return document


@blueprint.get("/docs")
def docs() -> Response:
    """The API's documentation, served from here."""
    return redirect("/docs/swagger")


def _page(template: str, tab: str, topics: tuple[str, ...], **about: str) -> str:
    accepted = request.accept_languages.best_match(LANGUAGES)
    words = Words(pick_language([request.args.get("lang"), request.cookies.get("lang"), accepted]))
    settings = context().settings
    origin_url = settings.origin_url.rstrip("/")
    return render_template(
        template,
        language=words.language,
        language_links={code: f"?{urlencode({**request.args, 'lang': code})}" for code in LANGUAGES},
        words=_words(words, topics),
        constants=page_constants(settings),
        origin_url=origin_url,
        version=VERSION,
        about={"tab": tab, "language": words.language, "origin_url": origin_url, **about},
    )


def _words(words: Words, topics: tuple[str, ...]) -> dict[str, Entry]:
    """The words of a page: its own by their keys, those of other topics as `TOPIC.KEY`."""
    others = {f"{topic}.{key}": entry for topic in topics for key, entry in words.catalogue(topic).items()}
    return dict(words.catalogue("page")) | others

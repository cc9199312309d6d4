"""The pages."""

from typing import Any, cast

from flask import Blueprint, current_app, redirect, render_template, request
from flask_openapi import OpenAPI
from werkzeug.wrappers import Response

from front.context import context
from front.page_constants import page_constants
from service_kit.version import VERSION
from words import LANGUAGES, Words, pick_language

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def index() -> str:
    """The page to submit and watch downloads."""
    accepted = request.accept_languages.best_match(LANGUAGES)
    words = Words(pick_language([request.args.get("lang"), request.cookies.get("lang"), accepted]))
    settings = context().settings
    return render_template(
        "index.html",
        language=words.language,
        languages=LANGUAGES,
        words=words.catalogue("page"),
        said_by_the_page={
            f"{topic}.{key}": entry
            for topic in ("failures", "pools", "task")
            for key, entry in words.catalogue(topic).items()
        },
        constants=page_constants(settings),
        origin_url=settings.origin_url.rstrip("/"),
        version=VERSION,
    )


@blueprint.get("/openapi.json")
def openapi() -> dict[str, Any]:
    """The API's description (OpenAPI)."""
    document: dict[str, Any] = cast(OpenAPI, current_app).api_doc
    return document


@blueprint.get("/docs")
def docs() -> Response:
    """The API's documentation, served from here."""
    return redirect("/docs/swagger")

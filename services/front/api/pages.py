"""The pages."""

from typing import Any, cast

from flask import Blueprint, current_app, redirect, render_template, request
from flask_openapi import OpenAPI
from werkzeug.wrappers import Response

from front.languages import LANGUAGES, pick_language, words
from front.page_constants import page_constants
from wire import POOLS

from .context import context

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def index() -> str:
    """Submit downloads, watch them, see the workers."""
    language = pick_language(
        request.args.get("lang"), request.cookies.get("lang"), request.accept_languages.best_match(LANGUAGES)
    )
    settings = context().settings
    return render_template(
        "index.html",
        language=language,
        languages=LANGUAGES,
        words=words(language),
        pools=POOLS,
        constants=page_constants(settings),
        origin_url=settings.origin_url.rstrip("/"),
        max_items=settings.max_items,
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

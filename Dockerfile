# One stage for each service. Needs BuildKit, as Docker Engine 20.10 or later has it.
ARG PYTHON_IMAGE=python:3.14-slim
# What `worker-free-threads` is made from: an image or a stage whose `python3` is a CPython without the GIL.
ARG FREE_THREADED_IMAGE=free-threaded-by-uv

FROM ${PYTHON_IMAGE} AS base
ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PYTHONPATH=/app/shared:/app/services \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_ROOT_USER_ACTION=ignore
WORKDIR /app
# Fixed ids: files in volumes keep their owner when the base image changes.
RUN groupadd --gid 10001 parallax && useradd --uid 10001 --gid parallax --no-create-home parallax \
    && mkdir /files && chown parallax:parallax /files

# Install dependencies before copying code, so that a change of code does not install them again.
FROM base AS front-dependencies
COPY requirements/front.txt requirements.txt
RUN --mount=type=cache,target=/root/.cache/pip pip install --require-hashes --requirement requirements.txt

FROM base AS worker-dependencies
COPY requirements/worker.txt requirements.txt
RUN --mount=type=cache,target=/root/.cache/pip pip install --require-hashes --requirement requirements.txt

FROM base AS lab-dependencies
COPY requirements/lab-runner.txt requirements.txt
RUN --mount=type=cache,target=/root/.cache/pip pip install --require-hashes --requirement requirements.txt

FROM base AS origin-dependencies
COPY requirements/origin.txt requirements.txt
RUN --mount=type=cache,target=/root/.cache/pip pip install --require-hashes --requirement requirements.txt

FROM base AS tests
COPY requirements/dev.txt requirements.txt
RUN --mount=type=cache,target=/root/.cache/pip pip install --require-hashes --requirement requirements.txt
COPY pyproject.toml ./
COPY shared shared
COPY services services
COPY tests tests
# Hypothesis keeps its examples here.
RUN mkdir .hypothesis && chown parallax:parallax .hypothesis
USER parallax
CMD ["python", "-m", "pytest", "tests/unit", "-p", "no:cacheprovider"]

FROM front-dependencies AS front
COPY shared shared
COPY services/front services/front
USER parallax
EXPOSE 8080
CMD ["python", "-m", "front"]

FROM worker-dependencies AS worker
COPY shared shared
COPY services/worker services/worker
USER parallax
CMD ["python", "-m", "worker"]

FROM lab-dependencies AS lab
COPY shared shared
COPY services/lab_runner services/lab_runner
# Each process of a leg and each sub-interpreter imports anew: without bytecode it would compile everything first.
RUN python -m compileall -q .
USER parallax
CMD ["python", "-m", "lab_runner"]

# The default base of `worker-free-threads`. uv downloads the interpreter from the Internet, which the project's
# tests do not have: they build the stages below from another image, and this stage has not been built by them.
FROM ${PYTHON_IMAGE} AS free-threaded-by-uv
RUN pip install --no-cache-dir 'uv>=0.13' \
    && uv python install --install-dir /opt/free-threaded 3.14t \
    && ln -s /opt/free-threaded/*/bin /opt/free-threaded/bin
ENV PATH=/opt/free-threaded/bin:$PATH

FROM ${FREE_THREADED_IMAGE} AS worker-free-threads
ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PYTHONPATH=/app/shared:/app/services \
    PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app
RUN groupadd --gid 10001 parallax && useradd --uid 10001 --gid parallax --no-create-home parallax \
    && mkdir /files && chown parallax:parallax /files && python3 -m venv /venv
ENV PATH=/venv/bin:$PATH
COPY requirements/worker-free-threads.txt requirements.txt
RUN --mount=type=cache,target=/root/.cache/pip pip install --require-hashes --requirement requirements.txt
COPY shared shared
COPY services/worker services/worker
# Fails where the Python has a GIL, or where an extension that the worker imports has switched it on.
RUN python -c 'import sys, worker.__main__; sys.exit(sys._is_gil_enabled())'
USER parallax
CMD ["python", "-m", "worker"]

FROM origin-dependencies AS origin
COPY shared/service_kit shared/service_kit
COPY services/origin services/origin
USER parallax
EXPOSE 8081
CMD ["python", "-m", "origin"]

# Builds the image:
#   docker buildx bake                                          for this machine, as openai-images-mock
#   VERSION=0.1.0 docker buildx bake release --push             for amd64 and arm64, into the registry
# Both run in .github/workflows/image.yml.

variable "REPOSITORY" {
  default = "ghcr.io/openai-images-mock/openai-images-mock"
}

variable "VERSION" {
  default = "0.0.0-local"
}

variable "REVISION" {
  default = ""
}

group "default" {
  targets = ["local"]
}

target "image" {
  context = "."
  labels = {
    "org.opencontainers.image.title"       = "openai-images-mock"
    "org.opencontainers.image.description" = "A local mock of OpenAI's image generation API for tests"
    "org.opencontainers.image.source"      = "https://github.com/openai-images-mock/openai-images-mock"
    "org.opencontainers.image.licenses"    = "MIT"
    "org.opencontainers.image.version"     = VERSION
    "org.opencontainers.image.revision"    = REVISION
  }
}

target "local" {
  inherits = ["image"]
  tags     = ["openai-images-mock"]
  output   = ["type=docker"]
}

# The build stage runs on the platform of the builder; only the start that fills the compile cache is emulated.
target "release" {
  inherits   = ["image"]
  platforms  = ["linux/amd64", "linux/arm64"]
  tags       = ["${REPOSITORY}:${VERSION}", "${REPOSITORY}:latest"]
  cache-from = ["type=gha"]
  cache-to   = ["type=gha,mode=max"]
  attest     = ["type=provenance,mode=max", "type=sbom"]
}

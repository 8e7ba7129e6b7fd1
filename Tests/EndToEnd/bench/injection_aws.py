"""An `aws` for hostile scripts: it notes every byte that it is given, and answers from a folder."""

from dataclasses import dataclass, field
from pathlib import Path

#: Notes words, documents and input, each behind a NUL, and answers what lies in ANSWERS under the
#: operation and the first value behind the region; everything else doesn't exist. With GONE, what a
#: call has deleted or detached is no longer there. A shell starts ten times as fast as Python.
PROGRAM = r"""#!/bin/sh
{
  printf 'call\0%s\0' "$#"
  [ $# = 0 ] || printf '%s\0' "$@"
  for word do
    case $word in
      file:///dev/stdin) printf 'document\0%s\0' "$word"; cat; printf '\0' ;;
      file://*)
        if [ -f "${word#file://}" ]; then
          printf 'document\0%s\0' "$word"; cat "${word#file://}"; printf '\0'
        fi ;;
    esac
  done
  [ /proc/self/fd/0 -ef /dev/null ] || printf 'input\0'
  printf 'end\0'
} >>"$CALLS"
answer() {
  [ ! -f "$1" ] || { cat "$1"; exit 0; }
}
refuse() {
  printf 'An error occurred (%s) when calling the %s operation: no\n' "$1" "$2" >&2
  exit 254
}
# What a call has deleted or detached, of which $6 is the holder or the thing itself.
note_removal() {
  done=$STATE/did/$2/$6.done
  # Policies are listed by the path that they have in common.
  [ "$2" != delete-policy ] || { done=${6#*:policy}; done=$STATE/did/$2${done%/*}/.done; }
  mkdir -p "${done%/*}"
  : >"$done"
}
did() {
  [ -e "$STATE/did/$1/$key.done" ]
}
empty() {
  echo "{\"$1\": []}"
  exit 0
}
answer_if_gone() {
  kind=${1#*-}
  case $1 in
    get-role | get-user) ! did "delete-$kind" || refuse NoSuchEntity "$1" ;;
    list-role-policies | list-user-policies) ! did "delete-${kind%ies}y" || empty PolicyNames ;;
    list-attached-*)
      kind=${kind#attached-}
      ! did "detach-${kind%ies}y" || empty AttachedPolicies ;;
    list-policies) ! did delete-policy || empty Policies ;;
    list-access-keys) ! did delete-access-key || empty AccessKeyMetadata ;;
    describe-delivery-stream | get-metric-stream | get-resource-policy)
      ! did "delete-$kind" || refuse ResourceNotFoundException "$1" ;;
  esac
}
key=$6
case $2 in
  describe-log-streams) key=$6/$8 ;;
  list-policies) key=$8 ;;
esac
if [ "$3" = --generate-cli-skeleton ]; then
  echo '{"Tags": {}, "SecretsManagerConfiguration": {}}'
  exit 0
fi
case $2 in
  get-caller-identity) answer "$ANSWERS/caller" ;;
  get-* | list-* | describe-*)
    if [ -n "$GONE" ]; then
      answer_if_gone "$2"
    elif [ -e "$STATE/wrote" ]; then
      answer "$ANSWERS/after/$2/$key.json"
      # What is read after the last write is read back, which the bench may cut short.
      read -r count <"$STATE/wrote"
      [ "$count" -lt "${LAST:-1000}" ] || refuse UnrecognizedClientException "$2"
      # A policy that was taken away is read before it is written again.
      case $2 in
        get-resource-policy) refuse ResourceNotFoundException "$2" ;;
        get-role-policy | get-user-policy) refuse NoSuchEntity "$2" ;;
      esac
    fi
    answer "$ANSWERS/$2/$key.json"
    case $2 in
      describe-log-*) echo '[]'; exit 0 ;;
      get-bucket-location) refuse NoSuchBucket "$2" ;;
      get-bucket-tagging) refuse NoSuchTagSet "$2" ;;
      get-public-access-block) refuse NoSuchPublicAccessBlockConfiguration "$2" ;;
      get-bucket-ownership-controls) refuse OwnershipControlsNotFoundError "$2" ;;
      get-bucket-encryption) refuse ServerSideEncryptionConfigurationNotFoundError "$2" ;;
      get-bucket-lifecycle-configuration) refuse NoSuchLifecycleConfiguration "$2" ;;
      get-bucket-policy) refuse NoSuchBucketPolicy "$2" ;;
    esac
    case $1 in
      iam) refuse NoSuchEntity "$2" ;;
      *) refuse ResourceNotFoundException "$2" ;;
    esac ;;
  *)
    count=0
    [ ! -e "$STATE/wrote" ] || read -r count <"$STATE/wrote"
    echo $((count + 1)) >"$STATE/wrote"
    case $2 in delete-* | detach-*) note_removal "$@" ;; esac
    [ "$2" != create-access-key ] || answer "$ANSWERS/key"
    echo '{}' ;;
esac
"""


@dataclass
class Call:
    """One call of `aws`: its words, and the documents that stood behind `file://` among them."""

    words: list[str]
    documents: dict[str, str] = field(default_factory=dict)
    #: Whether its standard input was anything but /dev/null.
    has_input: bool = False

    @property
    def operation(self) -> str:
        return " ".join(self.words[:2])

    @property
    def is_reading(self) -> bool:
        return self.words[1].startswith(("get-", "list-", "describe-")) or (
            "--generate-cli-skeleton" in self.words[2:3]
        )


class Torn(Exception):
    """The notes are not as `aws` writes them."""


def install(folder: Path) -> None:
    program = folder / "aws"
    program.write_text(PROGRAM)
    program.chmod(0o755)


def read_calls(notes: Path) -> list[Call]:
    """The calls in the order in which they were made."""
    if not notes.exists():
        return []
    fields = iter(notes.read_bytes().decode("utf-8").split("\0")[:-1])
    calls = []
    for mark in fields:
        if mark != "call":
            raise Torn(f"{mark!r} stands where a call begins")
        call = Call([next(fields) for _ in range(int(next(fields)))])
        for mark in fields:
            if mark == "end":
                break
            if mark == "input":
                call.has_input = True
            elif mark == "document":
                word = next(fields)
                call.documents[word] = next(fields)
            else:
                raise Torn(f"{mark!r} stands among the documents of a call")
        calls.append(call)
    return calls

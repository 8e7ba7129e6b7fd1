"""Faults that are planted into good scripts: each must be noticed, or the check of it is none."""

import re
from collections.abc import Callable
from dataclasses import dataclass

#: A payload that works wherever the shell reads it, and has the words of no JSON in it.
CODE = 'touch "$CANARY"/pwned.planted'


@dataclass(frozen=True)
class Fault:
    """A way in which the backend, or the library, could be broken."""

    name: str
    #: Makes it of a good script; gives the same script where it has no place for it.
    plant: Callable[[str], str]
    #: Whether a run of the script must notice, and whether the tokeniser must.
    by_run: bool = True
    by_words: bool = True
    #: The mode of the cases in which it shows.
    mode: str = "documents"


def once(pattern: str, by: str | Callable[[re.Match[str]], str]) -> Callable[[str], str]:
    """Replaces the first place that a pattern matches; `.` is any character but a line break."""
    return lambda script: re.sub(pattern, by, script, count=1, flags=re.MULTILINE)


def literally(text: str, by: str) -> Callable[[str], str]:
    return lambda script: script.replace(text, by, 1)


def everywhere(text: str, by: str) -> Callable[[str], str]:
    return lambda script: script.replace(text, by)


def code_in_word(quote: str) -> Callable[[str], str]:
    """A word that is written without the encoder, with the value that the encoder would quote."""
    return once(r"^(  ensure \w+) '.*$", lambda found: f"{found[1]} {quote}x$({CODE}){quote}")


def raw_value(script: str) -> str:
    """A document whose text isn't encoded, so that a line in it ends it."""
    return re.sub(
        r"cat <<'(EOF_\w+)'\n",
        lambda found: f"cat <<'{found[1]}'\n{{\"Description\": \"\n{found[1]}\n{CODE}\n: <<'"
        f"{found[1]}'\n",
        script, count=1,
    )


def common_mark(script: str) -> str:
    """A mark that stands in the content of its document."""
    return re.sub(
        r"cat <<'(EOF_\w+)'\n((?:.*\n)*?)\1\n",
        lambda found: f"cat <<'{{'\n{found[2]}{{\n", script, count=1,
    )


def open_document(script: str) -> str:
    """A document whose mark has no quotes: the shell expands what stands in it."""
    return re.sub(r"cat <<'(EOF_\w+)'", r"cat <<\1", script)


HEADER = "# Do not edit: change the spec"

FAULTS = [
    Fault("a word without quotes", code_in_word("")),
    Fault("a word in double quotes", code_in_word('"')),
    Fault("a quote that isn't escaped", once(r"^(  ensure \w+ '[^']*')", rf"\1; {CODE}; : ''")),
    Fault(
        "a constant without quotes",
        once(r"^readonly ACCREDIT_SPEC='(.*)'$", rf"readonly ACCREDIT_SPEC=$({CODE})\1"),
    ),
    Fault(
        "the name of a document without quotes",
        once(r"^    '[^']*'\)\n", lambda found: f"    $({CODE})*)\n"),
    ),
    Fault("a comment with a line break in it", literally(HEADER, f"# a.yaml\n{CODE}\n{HEADER}")),
    Fault("a document without JSON's encoding", raw_value),
    Fault("a mark that stands in its document", common_mark),
    Fault("a mark without quotes", open_document),
    Fault(
        "a document that is evaluated",
        literally('document "${name}" >', 'eval "$(document "${name}" | cat)" >'),
    ),
    Fault(
        "words that are evaluated",
        literally('    command aws "$@" </dev/null\n', '    eval aws "$@" </dev/null\n'),
        mode="unguarded",
    ),
    Fault(
        "a name without quotes in the library",
        everywhere('--role-name "${name}"', "--role-name ${name}"), mode="unguarded",
    ),
    Fault(
        "a name that becomes a program",
        literally('awk -v members="$*"', 'awk -v program="$*"'), by_words=False,
    ),
    Fault(
        "free text on a command line",
        literally(
            '--cli-input-json "file://${wanted}/settings.json" \\\n      --assume',
            '--description "$(value "${wanted}/settings" Description)" \\\n'
            '      --cli-input-json "file://${wanted}/settings.json" \\\n      --assume',
        ),
    ),
    Fault(
        "a document that loses its backslashes",
        literally('document "${name}" >', 'document "${name}" | sed \'s/\\\\\\\\//\' >'),
        by_words=False,
    ),
    Fault(
        "a check of words that lets everything through",
        literally('  for word in "$@"; do\n    [[ ${word}', '  for word in; do\n    [[ ${word}'),
        by_words=False, mode="words",
    ),
    Fault(
        "constants that nobody checks",
        once(r'^  check_words "\$\{ACCREDIT_SPEC\}".*\n', ""), by_words=False, mode="constants",
    ),
    Fault(
        "a scratch folder that stays",
        literally("""  trap 'end_readers; rm -rf "${SCRATCH}"' EXIT""", "  :"), by_words=False,
    ),
    Fault(
        "a file beside the scratch folder",
        literally('>"${SCRATCH}/lines"', '>"${SCRATCH}/lines" 2>mistakes'), by_words=False,
    ),
    Fault(
        "a token in place of whatever looks like its mark",
        literally("""before=${text%%'"AccessKey":"@'*}""", """before=${text%%'"@'*}"""),
        by_words=False,
    ),
    Fault(
        "a command that nobody installed",
        literally('  flatten "${SCRATCH}/answer"', '  jq .\n  flatten "${SCRATCH}/answer"'),
    ),
    Fault(
        "the document of another policy",
        everywhere("managed_policy/${part}/policy.json", "role/$2/trust.json"), by_words=False,
    ),
    Fault(
        "the policy of another holder",
        literally(":policy/accredit/%s/%s/%s/%s", ":policy/accredit/%s/%s/x%s/%s"), by_words=False,
    ),
    Fault(
        "a policy under another name",
        everywhere("--policy-name accredit", "--policy-name acredit"), by_words=False,
    ),
]

# shellcheck shell=bash
#
# JSON without jq: an awk program that turns a document into lines `path<TAB>value`, or picks members of it.
#
# Two documents mean the same where their sorted lines are the same. So a list is a set, a list of one is its
# element, a statement is found by its Sid and a tag by its Key, null and empty are absent but for a condition without
# values, which nothing meets, a bare account id is the root of that account, and a member `Policy` that holds JSON
# text is that JSON. Values are the inside of a JSON string in ASCII: safe to show, and to put between quotes again.

# shellcheck disable=SC2016  # an awk program
readonly JSON_AWK='
function fail(why) {
  if (!failed) print "not JSON: " why > "/dev/stderr"
  failed = 1
  exit 1
}

# Appends the tokens of a text that breaks no string.
function tokenize(text,    first) {
  while (text != "") {
    first = substr(text, 1, 1)
    if (first == "\"") {
      if (!match(text, /^"([^"\\]|\\.)*"/)) fail("a string does not end")
    } else if (index("{}[]:,", first)) {
      RLENGTH = 1
    } else if (match(text, /^[ \t\r\n]+/)) {
      text = substr(text, RLENGTH + 1)
      continue
    } else if (!match(text, /^[-+.0-9A-Za-z]+/)) {
      fail("unexpected character")
    }
    token[++tokens] = substr(text, 1, RLENGTH)
    text = substr(text, RLENGTH + 1)
  }
}

function hex(digits,    i, number) {
  number = 0
  for (i = 1; i <= length(digits); i++)
    number = number * 16 + index("0123456789abcdef", tolower(substr(digits, i, 1))) - 1
  return number
}

function character(code) {
  if (code == 34) return "\\\""
  if (code == 92) return "\\\\"
  if (code >= 32 && code < 127) return sprintf("%c", code)
  if (code < 65536) return sprintf("\\u%04x", code)
  code -= 65536
  return sprintf("\\u%04x\\u%04x", 55296 + int(code / 1024), 56320 + code % 1024)
}

# The inside of a string token, in ASCII, with one spelling per character.
function inside(text,    result, i, c, code, more) {
  text = substr(text, 2, length(text) - 2)
  if (text !~ /[^ -~]/ && index(text, "\\") == 0) return text
  result = ""
  for (i = 1; i <= length(text); i++) {
    c = substr(text, i, 1)
    if (c == "\\") {
      c = substr(text, ++i, 1)
      if (c == "u") {
        result = result character(hex(substr(text, i + 1, 4)))
        i += 4
      } else if (c == "\"" || c == "\\") {
        result = result "\\" c
      } else {
        result = result (c in control ? control[c] : c)
      }
    } else if (c in byte) {
      code = byte[c]
      more = code >= 240 ? 3 : code >= 224 ? 2 : code >= 192 ? 1 : 0
      code -= more == 3 ? 240 : more == 2 ? 224 : more == 1 ? 192 : 0
      for (; more > 0; more--) code = code * 64 + byte[substr(text, ++i, 1)] - 128
      result = result character(code)
    } else {
      result = result c
    }
  }
  return result
}

# The text that a value stands for, fit to be read as JSON again.
function unescaped(text,    result, i, c) {
  result = ""
  for (i = 1; i <= length(text); i++) {
    c = substr(text, i, 1)
    if (c == "\\") {
      c = substr(text, i + 1, 1)
      if (c == "u" && substr(text, i + 2, 2) == "00") {
        c = " "
        i += 5
      } else if (c == "u") {
        c = "\\"
      } else {
        i++
      }
    }
    result = result c
  }
  return result
}

function named(text) {
  return text ~ /[].[]/ ? "\"" text "\"" : text
}

function record(path, text) {
  if (path ~ /(^|\.)Principal$/) path = path ".AWS"
  if (path ~ /(^|\.)Principal\.AWS$/ && text ~ /^[0-9]+$/ && length(text) == 12)
    text = "arn:" partition ":iam::" text ":root"
  line[++lines] = path "\t" text
}

# Reads the value at the cursor `at`, and records its lines below `path`.
function read(path, key,    resume) {
  if (token[at] == "{") {
    if (key == "Statement") read_elements(path, 1)
    else read_object(path)
  } else if (token[at] == "[") {
    at++
    read_elements(path, 0)
  } else if (token[at] == "null") {
    at++
  } else if (key == "Policy" && token[at] ~ /^"[ ]*[{]/) {
    resume = at + 1
    at = tokens + 1
    tokenize(unescaped(inside(token[resume - 1])))
    read(path, "")
    at = resume
  } else if (token[at] ~ /^"/) {
    record(path, inside(token[at++]))
  } else if (token[at] ~ /^(true|false|-?[0-9][-+.0-9eE]*)$/) {
    record(path, token[at++])
  } else {
    fail("a value is missing")
  }
}

function read_object(path,    key) {
  at++
  while (token[at] != "}") {
    if (token[at] !~ /^"/ || token[at + 1] != ":") fail("a member is broken")
    key = inside(token[at])
    at += 2
    read(path (path == "" ? "" : ".") named(key), key)
    if (token[at] == ",") at++
    else if (token[at] != "}") fail("an object does not end")
  }
  at++
}

# Reads the elements of a list up to its end, or the one object that stands for a list. An object is called by
# its identity, or by its rank among those that look alike: never by its place.
function read_elements(path, single,    count, i, j, from, to, label, objects, alike, text, name) {
  count = 0
  while (single || token[at] != "]") {
    from[++count] = lines + 1
    read("", "")
    to[count] = lines
    if (single) break
    if (token[at] == ",") at++
    else if (token[at] != "]") fail("a list does not end")
  }
  if (!single) at++
  if (count == 0 && path ~ /(^|\.)Condition\./) line[++lines] = path "\t[]"
  for (i = 1; i <= count; i++) {
    label[i] = ""
    for (j = from[i]; j <= to[i]; j++)
      if (line[j] ~ /^(Sid|Key|ID|Namespace|AttributeName)\t/) label[i] = substr(line[j], index(line[j], "\t") + 1)
    if (from[i] <= to[i] && line[from[i]] !~ /^\t/) objects[i] = ++alike[label[i]]
  }
  for (i in objects)
    if (alike[label[i]] > 1) text[i] = canonical(from[i], to[i])
  for (i = 1; i <= count; i++) {
    name = label[i] == "" ? "" : named(label[i])
    if (i in text) name = name "#" rank(i, count, text, label)
    for (j = from[i]; j <= to[i]; j++) {
      if (line[j] ~ /^\t/) record_at(j, path)
      else line[j] = (name != "" ? path "[" name "]." : path == "" ? "" : path ".") line[j]
    }
  }
}

# The rank of an element among those with the same label.
function rank(i, count, text, label,    j, result) {
  result = 1
  for (j = 1; j <= count; j++)
    if (j in text && label[j] == label[i] && (text[j] < text[i] || (text[j] == text[i] && j < i))) result++
  return result
}

# Puts a bare value of a list under the path of the list.
function record_at(k, path,    saved) {
  saved = lines
  lines = k - 1
  record(path, substr(line[k], 2))
  lines = saved
}

# One text for the lines from..to, whatever their order.
function canonical(from, to,    i, j, moving, sorted, text) {
  for (i = from; i <= to; i++) {
    moving = line[i]
    for (j = i - 1; j >= from && sorted[j] > moving; j--) sorted[j + 1] = sorted[j]
    sorted[j + 1] = moving
  }
  text = ""
  for (i = from; i <= to; i++) text = text sorted[i] "\n"
  return text
}

# Prints the members named in `members` (name, or name=new-name) as an object, or bare the one in `member`.
function pick(    count, i, key, depth, text, wanted, pair, separator) {
  count = split(member == "" ? members : member, wanted, " ")
  for (i = 1; i <= count; i++) {
    if (split(wanted[i], pair, "=") == 1) pair[2] = pair[1]
    rename[pair[1]] = pair[2]
  }
  separator = "{"
  for (at = 2; token[at] != "}"; ) {
    key = inside(token[at])
    at += 2
    text = ""
    depth = 0
    do {
      if (at > tokens) fail("an object does not end")
      if (token[at] == "{" || token[at] == "[") depth++
      if (token[at] == "}" || token[at] == "]") depth--
      text = text token[at++]
    } while (depth > 0)
    if (key in rename) {
      if (member != "") print text
      else printf "%s\"%s\":%s", separator, rename[key], text
      separator = ","
    }
    if (token[at] == ",") at++
  }
  if (member == "") print (separator == "{" ? "{" : "") "}"
}

BEGIN {
  for (i = 127; i < 256; i++) byte[sprintf("%c", i)] = i
  control["b"] = "\\u0008"
  control["f"] = "\\u000c"
  control["n"] = "\\u000a"
  control["r"] = "\\u000d"
  control["t"] = "\\u0009"
}
{ tokenize($0) }
END {
  if (failed) exit 1
  at = 1
  if (members != "" || member != "") {
    pick()
    exit 0
  }
  end = tokens
  if (end) read("", "")
  if (end && at != end + 1) fail("the document does not end where it should")
  print "\t"
  for (i = 1; i <= lines; i++) print line[i]
}
'

# Flattens a JSON document. Arguments: document; file for the sorted lines. An empty document has no lines.
flatten() {
  if ! awk -v partition="${ACCREDIT_PARTITION}" "${JSON_AWK}" "$1" >"${SCRATCH}/lines" ||
    ! sort -u "${SCRATCH}/lines" >"$2"; then
    die 7 'AWS answered with something that is not JSON'
  fi
}

# Prints an object of some members of a document. Arguments: document; names, or name=new-name.
members_of() {
  local document=$1
  shift
  awk -v members="$*" "${JSON_AWK}" "${document}"
}

# Prints one member of a document. Arguments: document; name.
member_of() {
  awk -v member="$2" "${JSON_AWK}" "$1"
}

# Prints the values at a path. Arguments: flattened document; path.
value() {
  awk -F '\t' -v path="$2" '$1 == path { print $2 }' "$1"
}

# Prints the lines below a path, with the path taken off. Arguments: flattened document; path.
below() {
  awk -v path="$2" '
    NR == 1 { print; next }
    index($0, path ".") == 1 || index($0, path "[") == 1 {
      print substr($0, length(path) + (substr($0, length(path) + 1, 1) == "." ? 2 : 1))
    }' "$1"
}

# Prints tags as lines `name<TAB>value`. Arguments: flattened document; path of the list or map of tags.
tags_of() {
  below "$1" "$2" | awk -F '\t' -v OFS='\t' '
    /^\[.*\]\.Value\t/ { print substr($1, 2, length($1) - 8), $2; next }
    !/^\[/'
}

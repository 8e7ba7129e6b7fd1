# Bash takes a colon for the end of a word, and accredit does not: s3:GetObject is one word. So the words around a colon
# are joined before they are completed, and what stands before the last colon is taken off the answers again.
# shellcheck shell=bash
__accredit_whole_words() {
  if [[ ${COMP_WORDBREAKS} != *:* || ${COMP_LINE} != *:* ]]; then
    _accredit "$@"
    __accredit_plain_colons
    return
  fi
  local line=${COMP_LINE} rest word before start
  local -i index last=-1 current=0
  local -a words=()
  for ((index = 0; index < ${#COMP_WORDS[@]}; index++)); do
    word=${COMP_WORDS[index]}
    rest=${line#"${line%%[![:space:]]*}"}
    before=''
    if [[ ${last} -ge 0 && ${rest} == "${line}" && (${word} == :* || ${words[last]} == *:) ]]; then
      before=${words[last]}
      words[last]+=${word}
    else
      last+=1
      words[last]=${word}
    fi
    if ((index == COMP_CWORD)); then
      current=last
      # Behind a colon, the word that bash completes is empty.
      [[ ${word} == *[!:]* ]] || before+=${word}
      start=${before}$2
    fi
    line=${rest#"${word}"}
  done
  local -a COMP_WORDS=("${words[@]}")
  local -i COMP_CWORD=current
  _accredit "$1" "${start}" "${words[current - 1]}"
  __accredit_plain_colons
  start=${start%"${start##*:}"}
  for index in ${COMPREPLY[@]+"${!COMPREPLY[@]}"}; do
    COMPREPLY[index]=${COMPREPLY[index]#"${start}"}
  done
}

# Keeps bash 4 and later from writing a backslash before a colon of what is no file.
__accredit_plain_colons() {
  [[ ${COMPREPLY[*]-} != *:* ]] || compopt +o filenames 2>/dev/null || true
}

complete -o filenames -F __accredit_whole_words accredit

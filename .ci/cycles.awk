# Reads the names of a crate's source files, one a line, and prints the import cycles between its modules.
# `folder` is the crate's `src/`. Portable awk, so nothing is installed.

# Returns the path of a file's module, such as "a::b" for `a/b.rs` and `a/b/mod.rs`, and "" for the root.
function module_of(file, path) {
  path = substr(file, length(folder) + 1)
  sub(/\.rs$/, "", path)
  sub(/(^|\/)(mod|lib|main)$/, "", path)
  gsub("/", "::", path)
  return path
}

function parent(path) {
  if (!sub(/::[^:]*$/, "", path)) path = ""
  return path
}

function join(one, other) {
  return one == "" ? other : other == "" ? one : one "::" other
}

# Returns a path written in `module` as a path from the root, or "?" if it names another crate.
function absolute(path, module, first) {
  if (path ~ /^crate(::|$)/) return substr(path, 8)
  if (path ~ /^self(::|$)/) return join(module, substr(path, 7))
  if (path ~ /^super(::|$)/) {
    while (sub(/^super(::|$)/, "", path)) module = parent(module)
    return join(module, path)
  }
  first = path
  sub(/::.*/, "", first)
  return (join(module, first) in modules) ? join(module, path) : "?"
}

# Splits a `use` tree at its braces and records each path in it.
function tree(prefix, text, is_export, depth, start, position, character, item) {
  gsub(/^[ \t]+|[ \t]+$/, "", text)
  if (text ~ /\{/) {
    item = text
    sub(/\{.*/, "", item)
    prefix = prefix item
    text = substr(text, length(item) + 2, length(text) - length(item) - 2)
    depth = 0
    start = 1
    for (position = 1; position <= length(text) + 1; position++) {
      character = position > length(text) ? "," : substr(text, position, 1)
      if (character == "{") depth++
      else if (character == "}") depth--
      else if (character == "," && depth == 0) {
        item = substr(text, start, position - start)
        start = position + 1
        if (item ~ /[^ \t]/) tree(prefix, item, is_export)
      }
    }
    return
  }
  import(prefix text, is_export)
}

# Records a path that the current statement imports.
function import(path, is_export, name, target) {
  name = path
  if (!sub(/^.* as /, "", name)) sub(/^.*::/, "", name)
  sub(/ as .*/, "", path)
  sub(/::self$/, "", path)
  target = absolute(path, module)
  if (target == "?") return
  if (is_export && name != "*") exports[join(module, name)] = target
  imports++
  import_from[imports] = module
  import_to[imports] = target
  import_at[imports] = file ":" statement_line
}

# Returns a line without strings and comments, so that braces and paths in it are code.
function code(text) {
  gsub(/\\["\\]/, "", text)
  gsub(/"[^"]*"/, "\"\"", text)
  sub(/\/\/.*/, "", text)
  return text
}

function read_file(line, number, skipped, indent, statement, is_export, path, rest) {
  module = module_of(file)
  number = 0
  skipped = ""
  statement = ""
  while ((getline line < file) > 0) {
    number++
    # Test code: an item that ends at its own indentation.
    if (skipped != "") {
      if (skipped == "next") {
        if (line ~ /^ *#\[/) continue
        match(line, /^ */)
        indent = substr(line, 1, RLENGTH)
        skipped = line ~ /[;}]$/ ? "" : "block"
      } else if (line ~ ("^" indent "[})]") || line ~ ("^" indent ".*;$")) skipped = ""
      continue
    }
    if (line ~ /^ *#\[cfg\((test|doctest)\)\]/) { skipped = "next"; continue }
    line = code(line)
    if (statement == "" && line ~ /^ *(pub(\([a-z: ]*\))? +)?use /) {
      statement_line = number
      is_export = line ~ /^ *pub/
      sub(/^ *(pub(\([a-z: ]*\))? +)?use +/, "", line)
      statement = line
    } else if (statement != "") statement = statement " " line
    if (statement != "") {
      if (statement !~ /;/) continue
      sub(/;.*/, "", statement)
      tree("", statement, is_export)
      statement = ""
      continue
    }
    statement_line = number
    rest = line
    while (match(rest, /(^|[^a-zA-Z0-9_:$#])(crate|super)::[a-zA-Z0-9_:]+/)) {
      path = substr(rest, RSTART, RLENGTH)
      sub(/^[^a-z]/, "", path)
      sub(/:+$/, "", path)
      rest = substr(rest, RSTART + RLENGTH)
      # Quoted code of another crate: `crate::` there is not this crate.
      if (line ~ /#[a-z_]+/ && line !~ /#\[/) continue
      import(path, 0)
    }
  }
  close(file)
}

# Returns the module that a path from the root leads to, following re-exports.
function resolve(path, count, parts, index_, at, next_, steps) {
  for (steps = 0; steps < 8; steps++) {
    count = split(path, parts, "::")
    at = ""
    for (index_ = 1; index_ <= count; index_++) {
      next_ = join(at, parts[index_])
      if (next_ in exports && !(next_ in modules)) {
        path = exports[next_]
        for (index_++; index_ <= count; index_++) path = path "::" parts[index_]
        break
      }
      if (!(next_ in modules)) return at
      at = next_
    }
    if (at == path) return at
  }
  return at
}

# Records that a module imports another: an edge between siblings below the longest common path.
function edge(from, to, at, common, from_count, to_count, from_parts, to_parts, index_, key) {
  from_count = split(from, from_parts, "::")
  to_count = split(to, to_parts, "::")
  common = ""
  for (index_ = 1; index_ <= from_count && index_ <= to_count && from_parts[index_] == to_parts[index_]; index_++)
    common = join(common, from_parts[index_])
  if (index_ > from_count || index_ > to_count) return
  key = join(common, from_parts[index_]) SUBSEP join(common, to_parts[index_])
  if (key in edges) return
  edges[key] = at
  nodes[join(common, from_parts[index_])] = 1
  nodes[join(common, to_parts[index_])] = 1
}

# Whether `to` is reachable from `from`. Sets `way` to a shortest path.
function reach(from, to, queue, head, tail, seen, node, key, ends) {
  tail = 1
  queue[1] = from
  for (head = 1; head <= tail; head++) {
    node = queue[head]
    for (key in edges) {
      split(key, ends, SUBSEP)
      if (ends[1] != node || ends[2] in seen) continue
      seen[ends[2]] = node
      queue[++tail] = ends[2]
    }
    if (to in seen) break
  }
  if (!(to in seen)) return 0
  way = to
  for (node = seen[to]; ; node = seen[node]) {
    way = node SUBSEP way
    if (node == from) return 1
  }
}

{
  if ($0 ~ /(^|\/)tests(\.rs$|\/)/) next
  files[++count_of_files] = $0
  modules[module_of($0)] = 1
}

END {
  for (number_of_file = 1; number_of_file <= count_of_files; number_of_file++) {
    file = files[number_of_file]
    read_file()
  }
  for (number = 1; number <= imports; number++)
    edge(import_from[number], resolve(import_to[number]), import_at[number])
  for (node in nodes) {
    if (node in reported || !reach(node, node)) continue
    failed = 1
    steps = split(way, step, SUBSEP)
    printf "%s: an import cycle of %d modules\n", folder, steps - 1
    for (number = 1; number < steps; number++) {
      reported[step[number]] = 1
      printf "  %s -> %s (%s)\n", step[number], step[number + 1], edges[step[number] SUBSEP step[number + 1]]
    }
  }
  exit failed
}

using System.Text;

namespace Collimate.TestKit;

/// <summary>Files that must be refused: each is read by the tests of its parser, and again through the command line.</summary>
public static class MalformedFiles
{
    /// <summary>Malformed <c>categorized_branches.json</c>.</summary>
    public static IReadOnlyList<MalformedFile> Inputs { get; } =
    [
        // Not JSON.
        Input("empty", "", At(1, 1, "$", "the end of the file")),
        Input("byte order mark", "\uFEFF[]", At(1, 1, "$", "a byte order mark")),
        new("invalid UTF-8", new byte[] { (byte)'[', (byte)'\n', (byte)'"', 0xFF, (byte)'"', (byte)']' }, At(2, 2, "$", "the byte 0xFF, which is not UTF-8")),
        new("UTF-16", Encoding.Unicode.GetBytes("\uFEFF[]"), At(1, 1, "$", "not UTF-8 (and 1 more places")),
        Item("lone surrogate", """{"branch":"a\ud800","target":"main"}""", At(2, 13, "$[0].branch", "half of a surrogate pair")),
        Item("lone surrogate in a key", """{"\udc00":1,"branch":"a","target":"main"}""", At(2, 4, "$[0]['?']", "half of a surrogate pair")),
        Input("truncated in a list", "{\"branches\": [\n  {\"branch_name\": \"a\"", At(2, 22, "$.branches[0].branch_name", "the end of the file")),
        Input("truncated in a text", "[\n\"ab", At(2, 4, "$", "the end of the file")),
        Input("truncated after a comma", "[\n1,", At(2, 2, "$[0]", "the end of the file")),
        Input("two documents", "[]\n[]", At(2, 1, "$", "the end of the file after one document")),
        Input("trailing comma in a list", "[\n {\"branch\":\"a\",\"target\":\"b\"},\n]", At(3, 1, "$[0]", "no comma after the last entry")),
        Input("trailing comma in an object", "{\"branches\":[],}", At(1, 16, "$.branches", "no comma after the last entry")),
        Input("line comment", "[\n// none\n]", At(2, 1, "$", "a comment")),
        Input("block comment after the document", "[] /* none */", At(1, 4, "$", "a comment")),
        Input("single quotes", "['a']", At(1, 2, "$", "well-formed JSON")),
        Input("unquoted key", "{branches: []}", At(1, 2, "$", "'b'")),
        Input("not a number", "[NaN]", At(1, 2, "$", "'N'")),
        Input("too deep", new string('[', 100), At(1, 65, Deep(64), "at most 64 levels")),
        Input("raw line feed in a text", "[\n{\"branch\": \"a\nb\"}]", At(2, 14, "$[0].branch", "raw control characters")),
        Input("column counts characters, not bytes", "[\"é😀\", x]", At(1, 8, "$[0]", "'x'")),

        // Another shape.
        Input("null document", "null", At(1, 1, "$", "null")),
        Input("text document", "\"branches\"", At(1, 1, "$", "the text 'branches'")),
        Input("no list", "{\n}", At(1, 1, "$", "no key 'branches'")),
        Input("null list", "{\"branches\": null}", At(1, 14, "$.branches", "a list of branches")),
        Input("object as list", "{\"branches\": {\"main\": []}}", At(1, 14, "$.branches", "an object")),
        Item("null item", "null", At(2, 3, "$[0]", "null")),
        Item("list as item", "[1, 2]", At(2, 3, "$[0]", "a list")),
        Item("no name", """{"assigned_target":"main"}""", At(2, 3, "$[0]", "no key 'branch_name'")),
        Item("no target", """{"branch_name":"a"}""", At(2, 3, "$[0]", "no key 'assigned_target'")),
        Item("both spellings of the name", """{"branch_name":"a","branch":"a","target":"main"}""", At(2, 22, "$[0].branch", "both 'branch_name' and 'branch'")),
        Item("both spellings of the target", """{"branch":"a","target":"m","assigned_target":"m"}""", At(2, 30, "$[0].assigned_target", "both 'target' and 'assigned_target'")),
        Item("duplicate key", """{"branch":"a","target":"m","branch":"b"}""", At(2, 30, "$[0].branch", "a second time (first on line 2)")),
        Item("duplicate key with an escape", """{"branch":"a","target":"m","branc\u0068":"b"}""", At(2, 30, "$[0].branch", "a second time")),
        Item("duplicate key in an unknown value", """{"branch":"a","target":"m","x":[{"y z":1,"y z":2}]}""", At(2, 44, "$[0].x[0]['y z']", "a second time")),
        Input("duplicate list", "{\"branches\": [],\n \"branches\": []}", At(2, 2, "$.branches", "a second time (first on line 1)")),

        // Wrong values.
        Item("number as name", """{"branch":1,"target":"m"}""", At(2, 13, "$[0].branch", "the number 1")),
        Item("null target", """{"branch":"a","target":null}""", At(2, 26, "$[0].target", "null")),
        Item("empty name", """{"branch":"","target":"m"}""", At(2, 13, "$[0].branch", "not empty")),
        Item("NUL in a name", """{"branch":"a\u0000b","target":"m"}""", At(2, 13, "$[0].branch", """'a\x00b'""")),
        Item("name that git refuses", """{"branch":"a..b","target":"m"}""", At(2, 13, "$[0].branch", "'a..b', which contains '..'")),
        Item("option as target", """{"branch":"a","target":"--force"}""", At(2, 26, "$[0].target", "begins with '-'")),
        Item("confidence over 1", """{"branch":"a","target":"m","confidence":1.5}""", At(2, 43, "$[0].confidence", "the number 1.5")),
        Item("negative confidence", """{"branch":"a","target":"m","confidence":-0.1}""", At(2, 43, "$[0].confidence", "from 0 to 1")),
        Item("infinite confidence", """{"branch":"a","target":"m","confidence":1e999}""", At(2, 43, "$[0].confidence", "1e999")),
        Item("confidence as text", """{"branch":"a","target":"m","confidence":"0.5"}""", At(2, 43, "$[0].confidence", "the text '0.5'")),
        Item("null confidence", """{"branch":"a","target":"m","confidence":null}""", At(2, 43, "$[0].confidence", "null")),
        Item("cluster as truth value", """{"branch":"a","target":"m","cluster_id":true}""", At(2, 43, "$[0].cluster_id", "true")),
        Item("cluster as object", """{"branch":"a","target":"m","cluster_id":{"id":1}}""", At(2, 43, "$[0].cluster_id", "a number or a text")),
        Item("tags as text", """{"branch":"a","target":"m","tags":"x"}""", At(2, 37, "$[0].tags", "a list of texts")),
        Item("number among tags", """{"branch":"a","target":"m","tags":["x", 2]}""", At(2, 43, "$[0].tags[1]", "the number 2")),
        Item("reasoning as list", """{"branch":"a","target":"m","reasoning":[]}""", At(2, 42, "$[0].reasoning", "a list")),
        Input("two targets", "[{\"branch\":\"a\",\"target\":\"m\"},\n {\"branch\":\"a\",\"target\":\"n\"}]", At(2, 2, "$[1]", "target 'n' on line 2, but with target 'm' on line 1")),
    ];

    /// <summary>Malformed configurations.</summary>
    public static IReadOnlyList<MalformedFile> Configurations { get; } =
    [
        // Not YAML, or more of it than a configuration needs.
        new("invalid UTF-8", new byte[] { (byte)'#', (byte)'\n', (byte)'#', 0xC3 }, At(2, 2, "$", "the byte 0xC3, which is not UTF-8")),
        Configuration("NUL that would end the text", "# a\0\nbogus: 1\n", At(1, 4, "$", """the character \x00""")),
        Configuration("line separator that would end a comment", "# é\u2028targets: [x]", At(1, 4, "$", """the character \u2028""")),
        Configuration("unclosed list", "targets: [main\nlog: 1", At(1, 10, "$.targets", "not closed")),
        Configuration("unclosed quotes", "targets: ['main", At(1, 11, "$.targets", "broken YAML")),
        Configuration("stray bracket", "targets: [main]\n}", At(2, 1, "$.targets", "broken YAML")),
        Configuration("too deep", "targets: " + new string('[', 500_000), At(1, 59, "$.targets[0]", "more than 50 levels")),
        Configuration("two documents", "targets: [main]\n---\ntargets: [main]", At(2, 1, "$", "a second document")),
        Configuration("anchor", "publish: &p\n  hooks: run", At(1, 10, "$.publish", "the anchor '&p'")),
        Configuration("alias", "publish: *p", At(1, 10, "$.publish", "the alias '*p'")),
        Configuration("alias as value", "publish:\n  hooks: *p", At(2, 10, "$.publish.hooks", "the alias '*p'")),
        Configuration("alias as item", "targets: [*p]", At(1, 11, "$.targets[0]", "the alias '*p'")),
        Configuration("tag", "publish:\n  hooks: !!str run", At(2, 10, "$.publish.hooks", "the tag 'tag:yaml.org,2002:str'")),
        Configuration("anchor in an unknown value", "modules: [1, &x 2]", At(1, 14, "$.modules", "the anchor '&x'")),

        // Another shape.
        Configuration("list as document", "- targets", At(1, 1, "$", "a list")),
        Configuration("text as document", "targets", At(1, 1, "$", "the text 'targets'")),
        Configuration("null document", "null", At(1, 1, "$", "a mapping of keys to values")),
        Configuration("text as section", "publish: run", At(1, 10, "$.publish", "the text 'run'")),
        Configuration("list as key", "? [a]\n: 1", At(1, 3, "$['?']", "a key as text")),
        Configuration("unknown section", "checks:\n  build: {run: make}", At(1, 1, "$.checks", "the unknown key 'checks'")),
        Configuration("misspelled section", "orchestation:\n  log_level: INFO", At(1, 1, "$.orchestation", "'orchestration' (the nearest valid key)")),
        Configuration("misspelled key", Orchestration("max_worker_per_target: 4"), At(2, 3, "$.orchestration.max_worker_per_target", "'max_workers_per_target' (the nearest valid key)")),
        Configuration("key outside its section", "log_level: INFO", At(1, 1, "$.log_level", "'orchestration.log_level' (the nearest valid key)")),
        Configuration("merge key", "<<: {}", At(1, 1, "$['<<']", "one of targets, orchestration, integration, detection, documentation, publish")),
        Configuration("duplicate key", Orchestration("log_level: INFO\n  'log_level': INFO"), At(3, 3, "$.orchestration.log_level", "a second time (first on line 2)")),
        Configuration("duplicate section", "publish: {}\npublish: {}", At(2, 1, "$.publish", "a second time (first on line 1)")),

        // Wrong values.
        Configuration("YAML 1.1 truth value", Orchestration("log_per_branch: yes"), At(2, 19, "$.orchestration.log_per_branch", "the text 'yes'")),
        Configuration("capital truth value", Orchestration("log_per_branch: True"), At(2, 19, "$.orchestration.log_per_branch", "true or false")),
        Configuration("quoted truth value", Orchestration("log_per_branch: \"true\""), At(2, 19, "$.orchestration.log_per_branch", "the text 'true'")),
        Configuration("no value", Orchestration("log_per_branch:"), At(2, 18, "$.orchestration.log_per_branch", "nothing")),
        Configuration("fraction", Orchestration("max_memory_mb: 1.5"), At(2, 18, "$.orchestration.max_memory_mb", "the number 1.5")),
        Configuration("hexadecimal number", Orchestration("max_memory_mb: 0x100"), At(2, 18, "$.orchestration.max_memory_mb", "the number 0x100")),
        Configuration("octal number", Orchestration("max_memory_mb: 0100"), At(2, 18, "$.orchestration.max_memory_mb", "the number 0100")),
        Configuration("exponent", Orchestration("max_memory_mb: 1e3"), At(2, 18, "$.orchestration.max_memory_mb", "the number 1e3")),
        Configuration("number with a unit", Orchestration("integration_timeout_seconds: 5s"), At(2, 32, "$.orchestration.integration_timeout_seconds", "the text '5s'")),
        Configuration("quoted number", Orchestration("max_memory_mb: '500'"), At(2, 18, "$.orchestration.max_memory_mb", "a whole number from 64 to 1048576")),
        Configuration("overflow", Orchestration("max_memory_mb: 99999999999999999999"), At(2, 18, "$.orchestration.max_memory_mb", "from 64 to 1048576")),
        Configuration("no worker", Orchestration("max_workers_per_target: 0"), At(2, 27, "$.orchestration.max_workers_per_target", "a whole number from 1 to 256")),
        Configuration("too many workers", Orchestration("max_workers_per_target: 257"), At(2, 27, "$.orchestration.max_workers_per_target", "the number 257")),
        Configuration("negative percent", Orchestration("failure_threshold_percent: -1"), At(2, 30, "$.orchestration.failure_threshold_percent", "a whole number from 0 to 100")),
        Configuration("list as number", Orchestration("max_memory_mb: [500]"), At(2, 18, "$.orchestration.max_memory_mb", "a list")),
        Configuration("unknown log level", Orchestration("log_level: TRACE"), At(2, 14, "$.orchestration.log_level", "one of DEBUG, INFO, WARNING, ERROR")),
        Configuration("choice in capitals", "integration:\n  strategy: Rebase", At(2, 13, "$.integration.strategy", "one of rebase, merge")),
        Configuration("unknown severity", "detection: {fail_on: fatal}", At(1, 22, "$.detection.fail_on", "one of info, warning, error, critical")),
        Configuration("prefix that no branch can have", Orchestration("backup_branch_prefix: 'my backup'"), At(2, 25, "$.orchestration.backup_branch_prefix", "contains a space")),
        Configuration("empty prefix", Orchestration("backup_branch_prefix: ''"), At(2, 25, "$.orchestration.backup_branch_prefix", "'-x-pre-align' begins with '-'")),
        Configuration("number as target", "targets:\n  - main\n  - 1.0", At(3, 5, "$.targets[1]", "the number 1.0 without quotes")),
        Configuration("mapping as target", "targets: [{a: b}]", At(1, 11, "$.targets[0]", "a mapping")),
        Configuration("text as targets", "targets: main", At(1, 10, "$.targets", "a list of different items")),
        Configuration("no target", "targets: []", At(1, 10, "$.targets", "an empty list")),
        Configuration("target twice", "targets:\n  - main\n  - main", At(3, 5, "$.targets[1]", "'main' a second time (first on line 2)")),
        Configuration("target that no branch can be", "targets: [HEAD]", At(1, 11, "$.targets[0]", "means the current commit")),
        Configuration("empty path", "documentation: {checklist_path: ''}", At(1, 33, "$.documentation.checklist_path", "a path as text")),
        Configuration("path with a control character", "documentation: {checklist_path: \"a\\e\"}", At(1, 33, "$.documentation.checklist_path", """'a\x1B'""")),
    ];

    private static ExpectedProblem At(int line, int column, string path, string fragment) => new(line, column, path, fragment);

    private static MalformedFile Input(string name, string content, ExpectedProblem problem) => new(name, Encoding.UTF8.GetBytes(content), problem);

    private static MalformedFile Item(string name, string item, ExpectedProblem problem) => Input(name, $"[\n  {item}\n]", problem);

    private static MalformedFile Configuration(string name, string content, ExpectedProblem problem) => Input(name, content, problem);

    private static string Orchestration(string keys) => $"orchestration:\n  {keys}\n";

    private static string Deep(int levels) => "$" + string.Concat(Enumerable.Repeat("[0]", levels - 1));
}

using Collimate.Git.References;

namespace Collimate.Git.Tests.References;

// Each expectation was compared with 'git check-ref-format --branch'; '@' is the one where we are stricter.
public sealed class The_name_of_a_branch
{
    [Theory]
    [InlineData("main")]
    [InlineData("feature/auth")]
    [InlineData("a@")]
    [InlineData("@a")]
    [InlineData("a/@")]
    [InlineData("a]b")]
    [InlineData("a{b")]
    [InlineData("HEAD/x")]
    [InlineData("x/HEAD")]
    [InlineData("head")]
    [InlineData("a./b")]
    [InlineData("a/-b")]
    [InlineData("lock")]
    [InlineData("a.LOCK")]
    [InlineData("refs/heads/x")]
    [InlineData("é")]
    [InlineData("😀\u0080")]
    public void Is_accepted_where_git_accepts_it(string name) => Assert.Null(BranchNameRules.FindViolation(name));

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("HEAD", "means the current commit")]
    [InlineData("@", "means the current commit")]
    [InlineData("-a", "begins with '-'")]
    [InlineData("a..b", "contains '..'")]
    [InlineData("a.lock", "has a part that ends with '.lock'")]
    [InlineData("a.lock/b", "has a part that ends with '.lock'")]
    [InlineData(".a", "has a part that begins with '.'")]
    [InlineData("a/.b", "has a part that begins with '.'")]
    [InlineData("a//b", "has an empty part before, after or between slashes")]
    [InlineData("/a", "has an empty part before, after or between slashes")]
    [InlineData("a/", "has an empty part before, after or between slashes")]
    [InlineData("a.", "ends with '.'")]
    [InlineData("a@{b", "contains '@{'")]
    [InlineData("a b", "contains a space")]
    [InlineData("a~b", "contains '~'")]
    [InlineData("a^b", "contains '^'")]
    [InlineData("a:b", "contains ':'")]
    [InlineData("a?b", "contains '?'")]
    [InlineData("a*b", "contains '*'")]
    [InlineData("a[b", "contains '['")]
    [InlineData(@"a\b", @"contains '\'")]
    [InlineData("a\u007fb", "contains a control character")]
    [InlineData("a\u0001b", "contains a control character")]
    [InlineData("a\nb", "contains a control character")]
    [InlineData("a\0", "contains a control character")]
    public void Is_refused_with_the_reason_where_git_refuses_it(string name, string reason) => Assert.Equal(reason, BranchNameRules.FindViolation(name));

    [Fact]
    public void Is_refused_when_it_cannot_be_written_as_UTF8() =>
        Assert.Equal("contains half of a surrogate pair", BranchNameRules.FindViolation(new string(['a', '\uD800'])));

    [Fact]
    public void May_have_bytes_that_are_not_UTF8() => Assert.Null(BranchNameRules.FindViolation([(byte)'a', 0xFF]));
}

namespace Collimate.Cli.Demo;

/// <summary>Everything of a commit that is not its tree and not its parents.</summary>
/// <param name="Branch">The branch that it was made on.</param>
/// <param name="Author">Name and address, <c>Name &lt;address&gt;</c>; the committer is the same.</param>
/// <param name="Message">Without its final line break.</param>
/// <param name="Encoding">How author and message become bytes.</param>
internal sealed record CommitText(string Branch, string Author, string Message, MessageEncoding Encoding);

using System.Globalization;
using Collimate.Git.Objects;
using Collimate.Git.Sessions;

namespace Collimate.Git.Repository;

/// <summary>Writes commits that carry a signature, for repositories with <c>commit.gpgSign</c>.</summary>
/// <remarks>
/// Git signs (<c>gpg.format</c>, <c>gpg.program</c> and <c>user.signingKey</c> are its business, git-commit-tree(1) <c>-S</c>).
/// What it wrote is compared with what was asked for, because it would rather repair an odd author than keep it.
/// A signature holds the time when it was made, so signed commits have other ids in each run. May be used from several threads.
/// </remarks>
internal sealed class CommitSigning(GitContext context, ObjectReadSession objects)
{
    /// <summary>Whether the repository wants its commits signed.</summary>
    /// <exception cref="GitFailedException"><c>commit.gpgSign</c> has a value that git does not understand.</exception>
    public static async Task<bool> IsWantedAsync(GitContext context, CancellationToken cancellationToken)
    {
        var answer = await GitProcess.ReadAsync(
            context, ["config", "--type=bool", "--default=false", "--get", "commit.gpgSign"], ReadOnlyMemory<byte>.Empty, cancellationToken);
        return answer.AsSpan().StartsWith("true"u8);
    }

    /// <returns>The id of the signed commit, which exists in the quarantine of the context.</returns>
    /// <exception cref="SigningFailedException">The program that signs refused, or git would change the commit.</exception>
    public async Task<ObjectId> WriteAsync(CommitObject commit, CancellationToken cancellationToken)
    {
        var result = await SignAsync(commit, cancellationToken);
        if (result.ExitCode != 0 || !ObjectId.TryParse(result.Output.AsSpan().TrimEnd((byte)'\n'), out var id))
        {
            throw new SigningFailedException(result.Error.Trim());
        }

        var written = (await objects.ReadAsync([id], cancellationToken))[0];
        return written is not null && CommitObject.Parse(written.Bytes) is { IsSigned: true } signed && signed.ToBytes().AsSpan().SequenceEqual(commit.ToBytes())
            ? id
            : throw new SigningFailedException("git cannot sign it without changing its author, committer or message");
    }

    /// <summary>The time begins when git does: a thousand branches may wait for their turn, and a signature may take a second.</summary>
    private async Task<GitResult> SignAsync(CommitObject commit, CancellationToken cancellationToken)
    {
        var slots = context.Git.Slots;
        await slots.WaitAsync(cancellationToken);
        using var hangs = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        hangs.CancelAfter(context.StallLimit);
        try
        {
            return await SignInSlotAsync(commit, hangs.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SigningFailedException(string.Create(CultureInfo.InvariantCulture, $"no answer within {context.StallLimit.TotalSeconds:0} s"));
        }
        finally
        {
            slots.Release();
        }
    }

    private Task<GitResult> SignInSlotAsync(CommitObject commit, CancellationToken cancellationToken)
    {
        string[] arguments =
        [
            "-c", $"i18n.commitEncoding={commit.Encoding?.ToString() ?? "UTF-8"}",
            "commit-tree", "-S", .. commit.Parents.SelectMany(parent => new[] { "-p", parent.ToString() }), commit.Tree.ToString(),
        ];
        var author = Signature.Parse(commit.Author.Bytes);
        return GitProcess.RunInSlotAsync(
            context with { Variables = [.. context.Variables, .. Variables("AUTHOR", author), .. Variables("COMMITTER", commit.Committer)] },
            arguments,
            commit.Message,
            cancellationToken);
    }

    private static IEnumerable<KeyValuePair<string, string>> Variables(string role, Signature who)
    {
        // Both may be empty, and git says so itself.
        yield return KeyValuePair.Create($"GIT_{role}_NAME", who.Name);
        yield return KeyValuePair.Create($"GIT_{role}_EMAIL", who.Mail);
        yield return KeyValuePair.Create($"GIT_{role}_DATE", string.Create(CultureInfo.InvariantCulture, $"@{who.Seconds} {who.Zone}"));
    }
}

/// <summary>A commit could not be signed.</summary>
internal sealed class SigningFailedException(string reason) : Exception($"a commit could not be signed: {reason}")
{
    /// <summary>Git's words or ours; not escaped.</summary>
    public string Reason { get; } = reason;
}

using Collimate.Git.Objects;

namespace Collimate.Engine.Detecting;

/// <summary>Reports conflict markers that stand in the result and stood neither in the branch nor in its target.</summary>
/// <remarks>
/// Looks only at files whose content differs from both sides: no other file was merged. Binary ones are passed over; a larger one
/// than <see cref="SizeLimit"/> is named as one that nobody has looked into.
/// </remarks>
public sealed class ConflictMarkerDetector : IErrorDetector
{
    public const string Code = "conflict_markers";

    public const string TooLargeCode = "file_too_large";

    /// <summary>In bytes.</summary>
    public const int SizeLimit = 2 * 1024 * 1024;

    // What git itself looks at to call a file binary (xdiff-interface.c).
    private const int BinaryProbe = 8000;

    public async Task<IReadOnlyList<Finding>> DetectAsync(DetectionRequest request, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        foreach (var file in await MergedFiles.FindAsync(request, cancellationToken))
        {
            if (await InspectAsync(request, file, cancellationToken) is { } finding)
            {
                findings.Add(finding);
            }
        }

        return findings;
    }

    private static async Task<Finding?> InspectAsync(DetectionRequest request, MergedFile file, CancellationToken cancellationToken)
    {
        var line = await FirstMarkerAsync(request, file.Result, cancellationToken);
        if (line == 0)
        {
            return null;
        }

        var (branch, target) = (await FirstMarkerAsync(request, file.Branch, cancellationToken), await FirstMarkerAsync(request, file.Target, cancellationToken));
        return (line, branch, target) switch
        {
            (null, _, _) or (_, null, _) or (_, _, null) => new Finding(
                TooLargeCode, Severity.Info, file.Path.ToString(), 0, "too large to be looked into for conflict markers"),
            (_, 0, 0) => new Finding(
                Code, Severity.Error, file.Path.ToString(), line.Value, "conflict markers that neither the branch nor its target had"),
            _ => null,
        };
    }

    /// <returns>0 when there is none, nothing when the file is too large to be read.</returns>
    private static async Task<int?> FirstMarkerAsync(DetectionRequest request, ObjectId? file, CancellationToken cancellationToken)
    {
        if (file is not { } id)
        {
            return 0;
        }

        var ids = new[] { id };
        var header = (await request.Workspace.Objects.ReadHeadersAsync(ids, cancellationToken))[0]
            ?? throw new MalformedObjectException($"{id} is missing");
        if (header.Size > SizeLimit)
        {
            return null;
        }

        var content = (await request.Workspace.Objects.ReadAsync(ids, cancellationToken))[0]
            ?? throw new MalformedObjectException($"{id} is missing");
        var isBinary = content.Bytes.AsSpan(0, Math.Min(BinaryProbe, content.Bytes.Length)).Contains((byte)0);
        return isBinary ? 0 : ConflictMarkers.FindFirst(content.Bytes);
    }
}

using Collimate.Git.Objects;

namespace Collimate.Engine.Detecting;

/// <summary>Reports conflict markers that stand in the result and stood neither in the branch nor in its target.</summary>
/// <remarks>
/// Looks only at files whose content differs from both sides: no other file was merged. Larger ones than
/// <see cref="SizeLimit"/> and binary ones are passed over.
/// </remarks>
public sealed class ConflictMarkerDetector : IErrorDetector
{
    public const string Code = "conflict_markers";

    /// <summary>In bytes.</summary>
    public const int SizeLimit = 2 * 1024 * 1024;

    // What git itself looks at to call a file binary (xdiff-interface.c).
    private const int BinaryProbe = 8000;

    public async Task<IReadOnlyList<Finding>> DetectAsync(DetectionRequest request, CancellationToken cancellationToken)
    {
        var merged = await MergedFiles.FindAsync(request, cancellationToken);
        var findings = new List<Finding>();
        foreach (var file in merged)
        {
            var line = await FirstMarkerAsync(request, file.Result, cancellationToken);
            if (line > 0
                && await FirstMarkerAsync(request, file.Branch, cancellationToken) == 0
                && await FirstMarkerAsync(request, file.Target, cancellationToken) == 0)
            {
                findings.Add(new Finding(
                    Code, Severity.Error, file.Path.ToString(), line, "conflict markers that neither the branch nor its target had"));
            }
        }

        return findings;
    }

    private static async Task<int> FirstMarkerAsync(DetectionRequest request, ObjectId? file, CancellationToken cancellationToken)
    {
        if (file is not { } id)
        {
            return 0;
        }

        var ids = new[] { id };
        var header = (await request.Workspace.Objects.ReadHeadersAsync(ids, cancellationToken))[0];
        if (header is not { Size: <= SizeLimit })
        {
            return 0;
        }

        var content = (await request.Workspace.Objects.ReadAsync(ids, cancellationToken))[0]
            ?? throw new MalformedObjectException($"{id} is missing");
        var isBinary = content.Bytes.AsSpan(0, Math.Min(BinaryProbe, content.Bytes.Length)).Contains((byte)0);
        return isBinary ? 0 : ConflictMarkers.FindFirst(content.Bytes);
    }
}

using Collimate.Crash.Tests.Running;

namespace Collimate.Crash.Tests.Dying;

/// <summary>Nothing happens to the run.</summary>
internal sealed class Undisturbed : IDeath
{
    public async Task<Ended> RunAsync(Scene scene, CancellationToken cancellationToken)
    {
        await using var tool = scene.Start(new Dictionary<string, string>());
        return await tool.WaitAsync(cancellationToken);
    }

    public override string ToString() => "undisturbed";
}

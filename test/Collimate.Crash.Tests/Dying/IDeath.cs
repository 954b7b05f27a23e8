using Collimate.Crash.Tests.Running;

namespace Collimate.Crash.Tests.Dying;

/// <summary>How a run of the tool is disturbed. Everything else about a crash, what is run and what must hold after it, is the same for all.</summary>
internal interface IDeath
{
    /// <summary>Runs the tool in the scene and disturbs it. No process of the run is alive when this returns.</summary>
    Task<Ended> RunAsync(Scene scene, CancellationToken cancellationToken);

    /// <returns>What happened and when, so that it can be repeated.</returns>
    string ToString();
}

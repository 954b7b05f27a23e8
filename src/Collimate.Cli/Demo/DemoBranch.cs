namespace Collimate.Cli.Demo;

/// <summary>One feature branch of the demonstration, as the input file describes it.</summary>
/// <param name="Name">Short name, without <c>refs/heads/</c>.</param>
/// <param name="Target">Short name of its primary branch.</param>
/// <param name="Confidence">0 to 1; inside a group the highest goes first.</param>
/// <param name="Tags">As <c>tags</c> of the input.</param>
/// <param name="Cluster">As <c>cluster_id</c> of the input, which leaves it out where there is none.</param>
/// <param name="Kind">What is special about it, in words for the person who watches.</param>
/// <param name="Expected">What becomes of it.</param>
internal sealed record DemoBranch(
    string Name, string Target, double Confidence, IReadOnlyList<string> Tags, int? Cluster, string Kind, DemoExpectation Expected);

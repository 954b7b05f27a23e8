namespace Collimate.Engine.Integrating;

/// <summary>An integration that coalesces the work of many branches and bounds it by itself.</summary>
/// <remarks>
/// It gets as many branches at once as the window of the run allows, also of groups whose turn has not come: it has no effect
/// outside the quarantine. It keeps the time limits of the workspace. Any other integration gets at most
/// <c>max_workers_per_target</c> branches of one group at once, and is cancelled when its time is over.
/// </remarks>
internal interface IBatchingIntegration : IIntegrationUtility;

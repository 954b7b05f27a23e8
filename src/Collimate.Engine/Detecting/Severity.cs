namespace Collimate.Engine.Detecting;

/// <summary>How bad a finding is, least first.</summary>
public enum Severity
{
    Info,
    Warning,
    Error,
    Critical,
}

namespace Collimate.Engine;

/// <summary>One thing that is wrong in a file which a person wrote.</summary>
/// <param name="Line">Counted from 1.</param>
/// <param name="Column">Counted from 1, in characters.</param>
/// <param name="Path">Where in the document, for example <c>$.branches[3].confidence</c>.</param>
/// <param name="Found">What stands there.</param>
/// <param name="Expected">What should stand there, with the valid range or the nearest valid name.</param>
public sealed record InputProblem(int Line, int Column, string Path, string Found, string Expected);

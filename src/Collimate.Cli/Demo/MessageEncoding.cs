namespace Collimate.Cli.Demo;

/// <summary>How a commit object stores its text.</summary>
internal enum MessageEncoding
{
    /// <summary>What git assumes; the commit says nothing about it.</summary>
    Utf8,

    /// <summary>ISO-8859-1, named in an <c>encoding</c> header of the commit.</summary>
    Latin1,
}

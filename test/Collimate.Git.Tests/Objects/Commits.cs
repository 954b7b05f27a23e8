using System.Text;

namespace Collimate.Git.Tests.Objects;

/// <summary>Raw commits; Latin-1, so that every byte can be written.</summary>
internal static class Commits
{
    public const string Tree = "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n";
    public const string Parent = "parent 1111111111111111111111111111111111111111\n";
    public const string Author = "author Ada Tester <ada@example.com> 1700000000 +0100\n";
    public const string Committer = "committer Bob <bob@example.com> 1700000060 -0330\n";
    public const string PgpSignature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n tree of the signature\n -----END PGP SIGNATURE-----\n";

    public const string MergeTag =
        "mergetag object 2222222222222222222222222222222222222222\n type commit\n tag v1\n tagger T <t@x> 1 +0000\n \n author of the tag\n";

    public static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);
}

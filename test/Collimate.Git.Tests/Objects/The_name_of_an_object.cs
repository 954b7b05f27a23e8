using System.Text;
using Collimate.Git.Objects;
using Collimate.TestKit;

namespace Collimate.Git.Tests.Objects;

public sealed class The_name_of_an_object
{
    [Theory]
    [InlineData("sha1", "blob", "")]
    [InlineData("sha1", "blob", "line\nwith a NUL \0 and é")]
    [InlineData("sha1", "tree", "")]
    [InlineData("sha256", "blob", "")]
    [InlineData("sha256", "blob", "line\nwith a NUL \0 and é")]
    [InlineData("sha256", "tree", "")]
    public void Is_the_one_that_git_gives(string format, string type, string content)
    {
        using var repository = TestRepository.Create($"--object-format={format}");
        var bytes = Encoding.UTF8.GetBytes(content);

        var id = (format == "sha1" ? ObjectFormat.Sha1 : ObjectFormat.Sha256).NameOf(type, bytes);

        var (_, output, _) = repository.Run(["hash-object", "-t", type, "--stdin"], bytes);
        Assert.Equal(Encoding.ASCII.GetString(output).Trim(), id.ToString());
    }
}

namespace P; public sealed class A { [Fact] public void B() => Assert.Equal(2, 1 + 1); }

using Collimate.Crash.Tests.Checking;

[assembly: AssemblyFixture(typeof(Tally))]

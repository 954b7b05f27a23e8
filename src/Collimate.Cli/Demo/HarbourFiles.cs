using static Collimate.Cli.Demo.FileChange;

namespace Collimate.Cli.Demo;

/// <summary>The C# viewer, the documents and the data of the project.</summary>
internal static class HarbourFiles
{
    public static readonly FileChange[] Viewer =
    [
        new Write("viewer/Tidewater.Viewer.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">

              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>

            </Project>
            """),
        new Write("viewer/Program.cs", """
            using Tidewater.Viewer;

            // The viewer shows one station at a time.
            var heights = args.Skip(1).Select(double.Parse).ToArray();
            var chart = new TideChart(heights);

            Console.WriteLine(chart.Draw());
            """),
        new Write("viewer/TideChart.cs", """
            namespace Tidewater.Viewer;

            /// <summary>Draws heights as bars, one line each.</summary>
            public sealed class TideChart(IReadOnlyList<double> heights)
            {
                private const char Bar = '#';
                private const int ColumnsPerMetre = 10;

                private const ConsoleColor HighWater = ConsoleColor.Red;
                private const ConsoleColor LowWater = ConsoleColor.Green;

                /// <summary>Red from here on.</summary>
                public double Limit { get; init; } = 3.2;

                public ConsoleColor ColourOf(double height) => height >= Limit ? HighWater : LowWater;

                public string Draw()
                {
                    var lines = heights.Select(Line);
                    return string.Join(Environment.NewLine, lines);
                }

                private static string Line(double height) =>
                    new(Bar, (int)Math.Max(0, height * ColumnsPerMetre));
            }
            """),
        new Write("viewer/StationList.cs", """
            namespace Tidewater.Viewer;

            /// <summary>The stations that a person can choose from.</summary>
            public sealed class StationList(IEnumerable<string> names)
            {
                private readonly SortedSet<string> _names = new(names, StringComparer.Ordinal);

                public int Count => _names.Count;

                /// <summary>The first station of the alphabet, or nothing when there is none.</summary>
                public string? First => _names.Min;

                public bool Contains(string name) => _names.Contains(name);

                /// <summary>The station after this one; after the last comes the first.</summary>
                public string? After(string name) =>
                    _names.FirstOrDefault(other => string.CompareOrdinal(other, name) > 0) ?? First;
            }
            """),
        new Binary("viewer/assets/anchor.png", Seed: 11),
    ];

    public static readonly FileChange[] Documents =
    [
        new Write("CHANGELOG.md", """
            # Changes

            ## Unreleased

            * Draw the day as bars.

            ## 0.1

            * Read the files of a gauge.
            """),
        new Write("docs/index.md", """
            # Overview

            A gauge writes a line a minute. Tidewater reads the lines, prints a table and
            decides whether somebody has to be woken.

            ## For people at the water

            * [Measuring](guides/measuring.md)
            * [Calibration](guides/calibration.md)
            * [What to carry](guides/field-kit.md)

            ## For people at a desk

            * [Stations](stations.md)
            """),
        new Write("docs/stations.md", """
            # Stations

            A station has a short name without spaces. The name stands in the first column.

            | Name | Harbour |
            | --- | --- |
            | esbjerg | Esbjerg, the fishing harbour |
            | brest | Brest, the old naval dock |
            | lagos | Lagos, the western mole |
            """),
        new Write("docs/guides/measuring.md", """
            # Measuring

            1. Wait for calm water.
            2. Read the staff at the height of the eye.
            3. Write down the time first, then the height.

            Two people read independently. When they differ by more than two
            centimetres, both read again.
            """),
        new Write("docs/guides/calibration.md", """
            # Calibration

            A gauge drifts by a few millimetres in a year. Compare it with the staff
            in spring and in autumn, at high water and at low water.

            Write the four differences on the card inside the cover. A difference of
            more than three centimetres is a reason to call the office.
            """),
        new Write("docs/guides/field-kit.md", """
            # What to carry

            * a lamp, and cells for it
            * the key of the gauge house
            * a pencil; ink runs
            * the card with the telephone numbers

            Leave word where you go and when you mean to be back.
            """),
        new Write("data/stations.csv", """
            name,harbour,datum
            esbjerg,Esbjerg,-0.92
            brest,Brest,-4.13
            lagos,Lagos,-1.07
            aberdeen,Aberdeen,-2.25
            bergen,Bergen,-0.90
            """),
        new Write("scripts/fetch.sh", """
            #!/bin/sh
            # Fetches the file of one station.
            set -eu

            station=$1
            folder=${2:-incoming}

            mkdir -p "$folder"
            cp "/srv/gauges/$station.txt" "$folder/"
            """),
    ];
}

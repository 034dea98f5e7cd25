namespace Timonier.Cluster.Bench;

internal static class Report
{
    public static void Line(string what, string result) => Console.WriteLine($"| {what} | {result} |");
}

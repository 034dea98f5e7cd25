using Timonier.Sealing.Bench;

var folder = Directory.CreateTempSubdirectory("timonier-bench-").FullName;
try
{
    var table = new ResultTable();
    foreach (var way in (string[])["plain", "own keys", "aesgcm", "aescbc", "secretbox"])
        await SealingMeasures.RunAsync(way, Path.Combine(folder, way), table);
    table.Print();
}
finally
{
    Directory.Delete(folder, recursive: true);
}

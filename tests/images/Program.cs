using Timonier.Images;

// Builds test images: dotnet run --project tests/images -- FOLDER IMAGE...
if (args.Length < 2)
{
    Console.Error.WriteLine($"usage: images FOLDER IMAGE...; images: {string.Join(' ', Recipes.All.Keys)}");
    return 2;
}
var folder = Directory.CreateDirectory(args[0]).FullName;
foreach (var name in args[1..])
{
    if (!Recipes.All.TryGetValue(name, out var recipe))
    {
        Console.Error.WriteLine($"there is no recipe for '{name}'; there are {string.Join(' ', Recipes.All.Keys)}");
        return 2;
    }
    var path = Path.Combine(folder, name + ".tar");
    if (!File.Exists(path)) await recipe(path);
}
return 0;

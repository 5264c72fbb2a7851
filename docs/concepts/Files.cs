using DeepExp;

namespace Concepts;

public static class Files
{
    public static void Run()
    {
        var folder = Directory.CreateTempSubdirectory();
        var (modelFile, adamFile) = (
            Path.Combine(folder.FullName, "model.npz"),
            Path.Combine(folder.FullName, "adam.npz")
        );

        Rng.Seed(0);
        Variable x = Rng.Normal(5, 4);
        var model = new Mlp(units: 8, classes: 3);
        model.Forward(x);
        var adam = new Adam().Setup(model);
        Serializers.SaveNpz(modelFile, model);
        Serializers.SaveNpz(adamFile, adam);

        var loaded = new Mlp(units: 8, classes: 3);
        Serializers.LoadNpz(modelFile, loaded);
        using (Config.TestMode())
        {
            Console.WriteLine(model.Forward(x).Get(0).Data);
            Console.WriteLine(loaded.Forward(x).Get(0).Data);
        }

        foreach (var (name, array) in Serializers.LoadNpz(modelFile))
            Console.WriteLine($"{name} ({string.Join(", ", array.Shape)})");

        try
        {
            Serializers.LoadNpz(modelFile, new Mlp(units: 16, classes: 3));
        }
        catch (DeepExpException refused)
        {
            Console.WriteLine(refused.Message.Replace(folder.FullName, ""));
        }
        folder.Delete(recursive: true);
    }
}

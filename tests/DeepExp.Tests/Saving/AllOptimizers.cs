namespace DeepExp.Tests.Saving;

internal static class AllOptimizers
{
    /// <summary>Each optimizer of the library, with its defaults.</summary>
    public static IEnumerable<Func<Optimizer>> Makers =>
        typeof(Optimizer)
            .Assembly.GetExportedTypes()
            .Where(type => type.IsSubclassOf(typeof(Optimizer)) && !type.IsAbstract)
            .Select(type => type.GetConstructors().Single())
            .Select(constructor =>
                (Func<Optimizer>)(
                    () =>
                        (Optimizer)
                            constructor.Invoke([
                                .. constructor
                                    .GetParameters()
                                    .Select(parameter => parameter.DefaultValue),
                            ])
                )
            );
}

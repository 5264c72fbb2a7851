namespace DeepExp.Serialization;

/// <summary>Arrays by their key, from a file of one of the formats.</summary>
internal interface IArrayFile : IDisposable
{
    /// <summary>The array of a key, <see cref="NpyArray.None"/> if it had no value yet, or null if the key is not there.</summary>
    /// <param name="key">The key.</param>
    /// <param name="requireShape">Refuses a wrong shape before the elements are read.</param>
    /// <exception cref="DeepExpException">The array is damaged, over the limits, or no array of numbers.</exception>
    NpyArray? Find(string key, Action<IReadOnlyList<int>>? requireShape = null);

    /// <summary>Names around a key that is not there, for a message.</summary>
    IEnumerable<string> NamesNear(string key);
}

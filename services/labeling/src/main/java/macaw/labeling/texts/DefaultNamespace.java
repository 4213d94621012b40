package macaw.labeling.texts;

/**
 * The namespace of requests that name none.
 *
 * @param name MACAW_NAMESPACE
 */
public record DefaultNamespace(String name) {
    /** The namespace asked for, or this one where none is; NAME_INVALID. */
    public String or(String asked) {
        return asked.isEmpty() ? name : Names.namespace(asked);
    }
}

package macaw.labeling.forms;

import java.util.List;

/** Making and finding forms. */
public final class Forms {
    private final FormStore store;

    public Forms(FormStore store) {
        this.store = store;
    }

    /** The next version of its name, or the newest one where that asks the same. No version ever changes. */
    public FormSchema create(String namespace, NewForm form) {
        return store.add(namespace, form);
    }

    /** The form; FORM_UNKNOWN. */
    public FormSchema get(String namespace, String version) {
        return store.get(namespace, version);
    }

    /** All of a namespace's, by name and version. */
    public List<FormSchema> list(String namespace) {
        return store.list(namespace);
    }
}

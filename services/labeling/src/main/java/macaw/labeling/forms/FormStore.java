package macaw.labeling.forms;

import java.util.List;

/** Where forms are kept. Every namespace has {@link InstructGptForm#VERSION_1}. */
public interface FormStore {
    /** The form; FORM_UNKNOWN. */
    FormSchema get(String namespace, String version);

    /** Adds it as the next version of its name, unless the newest one asks the same; returns the newest afterwards. */
    FormSchema add(String namespace, NewForm form);

    /** By name and version. */
    List<FormSchema> list(String namespace);
}

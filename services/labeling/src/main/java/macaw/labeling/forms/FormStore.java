package macaw.labeling.forms;

/** Where forms are kept. Every namespace has {@link InstructGptForm#VERSION_1}. */
public interface FormStore {
    /** The form; FORM_UNKNOWN. */
    FormSchema get(String namespace, String version);
}

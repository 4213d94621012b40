package macaw.generator.scheduling;

/** Who waits for an answer. */
public sealed interface Audience {
    /** A person, or a service on behalf of one; goes first. */
    record Person() implements Audience {}

    /** A training run; runs take turns. */
    record Run(String id) implements Audience {}
}

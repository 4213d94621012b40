package macaw.labeling.labelers;

import java.util.UUID;

/**
 * Somebody who labels.
 *
 * @param namespace owner
 * @param id the labeler
 * @param subject who they are to access control
 * @param name shown to leads
 * @param pseudonym the only thing that leaves the service
 * @param simulated a program that plays a labeler; its work is marked so wherever it is shown
 * @param imported known from imported work alone; has no account, and its work is marked too
 */
public record Labeler(
        String namespace, UUID id, String subject, String name, String pseudonym, boolean simulated, boolean imported) {
    /** One with an account. */
    public Labeler(String namespace, UUID id, String subject, String name, String pseudonym, boolean simulated) {
        this(namespace, id, subject, name, pseudonym, simulated, false);
    }
}

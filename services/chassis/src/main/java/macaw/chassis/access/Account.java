package macaw.chassis.access;

import java.util.Set;

/**
 * Somebody or something that holds a key.
 *
 * @param id stable name of the key, e.g. "operator" or "labeler:7f3a"
 * @param subject whom the key belongs to; what records and logs name
 * @param roles at least one of {@link Roles}
 */
public record Account(String id, String subject, Set<String> roles) {
    /** Refuses an empty name, no role, and a role that does not exist. */
    public Account {
        if (id.isBlank() || subject.isBlank()) {
            throw new IllegalArgumentException(
                    "an account needs an id and a subject, was id '" + id + "', subject '" + subject + "'");
        }
        if (roles.isEmpty() || !Roles.ALL.containsAll(roles)) {
            throw new IllegalArgumentException(
                    "roles of '" + id + "' must be some of " + Roles.ALL + ", were " + roles);
        }
        roles = Set.copyOf(roles);
    }

    /** Whether one of its roles is among those. */
    public boolean hasAny(Set<String> wanted) {
        return roles.stream().anyMatch(wanted::contains);
    }
}

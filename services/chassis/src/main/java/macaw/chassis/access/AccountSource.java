package macaw.chassis.access;

import java.util.Optional;

/**
 * Where accounts come from, apart from the keys file. A service adds its own by being a bean of this type (labeling: the labelers in its
 * database). Called on a worker thread and may block.
 */
public interface AccountSource {
    /** The account whose key has this SHA-256, lower-case hex. */
    Optional<Account> byKeyHash(String sha256);

    /** The account with this id; a session ends when it is no longer found. */
    Optional<Account> byId(String id);
}

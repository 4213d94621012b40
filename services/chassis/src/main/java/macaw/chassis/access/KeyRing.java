package macaw.chassis.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import macaw.errors.CodedException;

/**
 * The keys of the keys file, looked up by hash: the file holds no key, only the SHA-256 of each.
 *
 * <pre>{"keys":[{"id":"operator","subject":"operator","roles":["operator"],"sha256":"&lt;hex&gt;"}]}</pre>
 */
public final class KeyRing implements AccountSource {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final String VARIABLE = "MACAW_ACCESS_KEYS_FILE";

    private final Map<String, Account> byHash;
    private final Map<String, Account> byId;

    private KeyRing(Map<String, Account> byHash, Map<String, Account> byId) {
        this.byHash = Map.copyOf(byHash);
        this.byId = Map.copyOf(byId);
    }

    /** Reads the file; throws SETTINGS_INVALID when it is missing, writable by others, or not of the form above. */
    public static KeyRing read(Path file) {
        byte[] json = GuardedFile.read(VARIABLE, file);
        try {
            return parse(file, json);
        } catch (IOException e) {
            throw refused(file, "cannot be read as JSON");
        }
    }

    private static KeyRing parse(Path file, byte[] json) throws IOException {
        var byHash = new HashMap<String, Account>();
        var byId = new HashMap<String, Account>();
        for (JsonNode key : new ObjectMapper().readTree(json).path("keys")) {
            var roles = new LinkedHashSet<String>();
            key.path("roles").forEach(role -> roles.add(role.asText()));
            Account account;
            try {
                account = new Account(
                        key.path("id").asText(""), key.path("subject").asText(""), roles);
            } catch (IllegalArgumentException e) {
                throw refused(file, "is wrong: " + e.getMessage());
            }
            String hash = key.path("sha256").asText("");
            if (!SHA256.matcher(hash).matches()) {
                throw refused(file, "is wrong: sha256 of '" + account.id() + "' must be 64 lower-case hex digits");
            }
            if (byHash.put(hash, account) != null || byId.put(account.id(), account) != null) {
                throw refused(file, "names '" + account.id() + "' or its key twice");
            }
        }
        if (byId.isEmpty()) {
            throw refused(file, "holds no keys");
        }
        return new KeyRing(byHash, byId);
    }

    /** The lower-case hex SHA-256 of a key, as it stands in the file. */
    public static String hash(String key) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public Optional<Account> byKeyHash(String sha256) {
        return Optional.ofNullable(byHash.get(sha256));
    }

    @Override
    public Optional<Account> byId(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    private static CodedException refused(Path file, String why) {
        return GuardedFile.refused(VARIABLE, file, why);
    }
}

package macaw.records;

/**
 * One published version of a policy or reward model, exactly.
 *
 * @param namespace owner, "default" where nobody chose another
 * @param name name within the namespace
 * @param number from 1 upwards
 * @param manifestSha256 SHA-256 of its manifest.json, 64 lower-case hex digits
 */
public record VersionRef(String namespace, String name, long number, String manifestSha256) {
    private static final int SHA256_HEX_LENGTH = 64;

    public VersionRef {
        Refusals.name("namespace", namespace);
        Refusals.name("name", name);
        Refusals.require(number >= 1, "version number must be at least 1, was " + number);
        Refusals.require(
                manifestSha256.length() == SHA256_HEX_LENGTH
                        && manifestSha256.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')),
                "manifest SHA-256 must be 64 lower-case hex digits, was \"" + manifestSha256 + "\"");
    }

    /** {@code namespace/name@number}. */
    @Override
    public String toString() {
        return namespace + "/" + name + "@" + number;
    }
}

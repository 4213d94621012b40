package macaw.artefacts.s3;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/**
 * A bucket, where it is and who we are there.
 *
 * @param bucket its name
 * @param prefix what every key starts with: empty, or ending in '/'
 * @param endpoint of a server that is not AWS; empty for AWS
 * @param region of the bucket; empty for what the SDK finds in its environment
 * @param credentials empty for the SDK's default chain
 * @param pathStyle whether the bucket stands in the path instead of the host name
 */
public record S3Location(
        String bucket,
        String prefix,
        Optional<URI> endpoint,
        Optional<String> region,
        Optional<Credentials> credentials,
        boolean pathStyle) {
    /** How a store in S3 is written: {@code s3://BUCKET[/PREFIX]}. */
    public static final String SCHEME = "s3://";

    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern PREFIX = Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]*/)*");

    /** A key and its secret. */
    public record Credentials(String accessKey, String secretKey) {
        @Override
        public String toString() {
            return "key " + accessKey;
        }
    }

    /** Refuses (SETTINGS_INVALID) names that cannot be a bucket or a prefix. */
    public S3Location {
        if (!BUCKET.matcher(bucket).matches()) {
            throw invalid("names the bucket '" + bucket
                    + "': a bucket has 3 to 63 lower-case letters, digits, '.' and '-', as in s3://BUCKET/PREFIX");
        }
        if (!PREFIX.matcher(prefix).matches()) {
            throw invalid("has the prefix '" + prefix
                    + "': its parts start with a letter or digit and hold letters, digits, '.', '_' and '-'");
        }
    }

    /** Reads {@code s3://BUCKET[/PREFIX]}. Errors: SETTINGS_INVALID. */
    public static S3Location parse(
            String store,
            Optional<URI> endpoint,
            Optional<String> region,
            Optional<Credentials> credentials,
            boolean pathStyle) {
        String rest = store.substring(SCHEME.length());
        int slash = rest.indexOf('/');
        String bucket = slash < 0 ? rest : rest.substring(0, slash);
        String prefix = slash < 0 ? "" : rest.substring(slash + 1);
        if (!prefix.isEmpty() && !prefix.endsWith("/")) {
            prefix = prefix + "/";
        }
        return new S3Location(bucket, prefix, endpoint, region, credentials, pathStyle);
    }

    /** The store and where it is, for messages. */
    @Override
    public String toString() {
        String where = endpoint.map(uri -> " at " + uri).orElse(" at AWS");
        return SCHEME + bucket + (prefix.isEmpty() ? "" : "/" + prefix.substring(0, prefix.length() - 1)) + where;
    }

    private static CodedException invalid(String what) {
        return new CodedException(ErrorCode.SETTINGS_INVALID, "MACAW_STORE " + what);
    }
}

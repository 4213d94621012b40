package macaw.artefacts.assembly;

import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import macaw.artefacts.ArtefactStore;
import macaw.artefacts.FileArtefactStore;
import macaw.artefacts.s3.S3ArtefactStore;
import macaw.artefacts.s3.S3Limits;
import macaw.artefacts.s3.S3Location;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/** Opens the artefact store that the settings mean. Nothing is asked of it yet: one that is away is waited for by whoever needs it. */
public final class Stores {
    private static final long CACHE_BYTES = 20L << 30;
    private static final Pattern REGION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,62}");
    private static final int ENVIRONMENT_ORDINAL = 300;

    private Stores() {}

    /**
     * The store; one on S3 is {@link AutoCloseable}.
     *
     * @param stateDirectory where local copies are kept unless a setting says otherwise
     * @throws CodedException SETTINGS_INVALID, the variable named
     */
    public static ArtefactStore open(StoreSettings settings, Path stateDirectory) {
        String store = settings.store();
        if (store.startsWith(S3Location.SCHEME)) {
            StoreSettings.S3 s3 = settings.s3();
            return new S3ArtefactStore(
                    location(store, s3),
                    S3Limits.DEFAULT,
                    s3.cacheDir().orElse(stateDirectory.resolve("store-cache")),
                    cacheBytes(s3));
        }
        if (store.contains("://")) {
            throw invalid("MACAW_STORE is '" + store + "': it is a directory or s3://BUCKET[/PREFIX]");
        }
        List<String> contradicting = set(settings.s3());
        if (!contradicting.isEmpty()) {
            throw invalid(String.join(", ", contradicting) + " set, but MACAW_STORE is the directory " + store
                    + "; a store on S3 is s3://BUCKET[/PREFIX]");
        }
        return new FileArtefactStore(Path.of(store));
    }

    /** The same for a process that is no service: the settings are its environment. */
    public static ArtefactStore open(Map<String, String> environment, Path stateDirectory) {
        try {
            StoreSettings settings = new SmallRyeConfigBuilder()
                    .withMapping(StoreSettings.class)
                    .withSources(new EnvConfigSource(environment, ENVIRONMENT_ORDINAL))
                    .build()
                    .getConfigMapping(StoreSettings.class);
            return open(settings, stateDirectory);
        } catch (ConfigValidationException e) {
            throw invalid("MACAW_STORE is not set, or a setting of the store cannot be read: " + e.getMessage());
        }
    }

    private static S3Location location(String store, StoreSettings.S3 s3) {
        Optional<URI> endpoint = s3.endpoint().map(Stores::endpoint);
        Optional<S3Location.Credentials> credentials =
                s3.accessKey().flatMap(key -> s3.secretKey().map(secret -> new S3Location.Credentials(key, secret)));
        if (credentials.isEmpty() && s3.accessKey().isPresent()) {
            throw invalid("MACAW_S3_ACCESS_KEY is set without MACAW_S3_SECRET_KEY");
        }
        if (credentials.isEmpty() && s3.secretKey().isPresent()) {
            throw invalid("MACAW_S3_SECRET_KEY is set without MACAW_S3_ACCESS_KEY");
        }
        s3.region().filter(region -> !REGION.matcher(region).matches()).ifPresent(region -> {
            throw invalid("MACAW_S3_REGION is '" + region + "': it has letters, digits and '-', as eu-central-1");
        });
        return S3Location.parse(
                store, endpoint, s3.region(), credentials, s3.pathStyle().orElse(endpoint.isPresent()));
    }

    private static URI endpoint(String text) {
        try {
            URI endpoint = new URI(text);
            if (Set.of("http", "https").contains(String.valueOf(endpoint.getScheme())) && endpoint.getHost() != null) {
                return endpoint;
            }
        } catch (URISyntaxException e) {
            // said below
        }
        throw invalid("MACAW_S3_ENDPOINT is '" + text + "': it is a URL, as http://HOST:PORT");
    }

    private static long cacheBytes(StoreSettings.S3 s3) {
        long bytes = s3.cacheBytes().orElse(CACHE_BYTES);
        if (bytes < 1) {
            throw invalid("MACAW_S3_CACHE_BYTES is " + bytes + ": it must be at least 1");
        }
        return bytes;
    }

    private static List<String> set(StoreSettings.S3 s3) {
        List<String> set = new ArrayList<>();
        s3.endpoint().ifPresent(value -> set.add("MACAW_S3_ENDPOINT"));
        s3.region().ifPresent(value -> set.add("MACAW_S3_REGION"));
        s3.accessKey().ifPresent(value -> set.add("MACAW_S3_ACCESS_KEY"));
        s3.secretKey().ifPresent(value -> set.add("MACAW_S3_SECRET_KEY"));
        s3.pathStyle().ifPresent(value -> set.add("MACAW_S3_PATH_STYLE"));
        s3.cacheDir().ifPresent(value -> set.add("MACAW_S3_CACHE_DIR"));
        s3.cacheBytes().ifPresent(value -> set.add("MACAW_S3_CACHE_BYTES"));
        return set;
    }

    private static CodedException invalid(String what) {
        return new CodedException(ErrorCode.SETTINGS_INVALID, what);
    }
}

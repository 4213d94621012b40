package macaw.artefacts.assembly;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** Where the artefact store is, for every service that has one. Each setting is an environment variable too. */
@ConfigMapping(prefix = "macaw")
public interface StoreSettings {
    /** MACAW_STORE: the artefact store: a directory, which has to exist, or {@code s3://BUCKET[/PREFIX]}. The same for all services. */
    String store();

    /** A store on S3. */
    S3 s3();

    /** A store on S3; with a directory none of these may be set. */
    interface S3 {
        /** MACAW_S3_ENDPOINT: URL of a server that speaks S3, http://HOST:PORT; without it AWS. */
        Optional<String> endpoint();

        /** MACAW_S3_REGION: the bucket's region; without it what AWS' own variables and files say. */
        Optional<String> region();

        /** MACAW_S3_ACCESS_KEY: with MACAW_S3_SECRET_KEY; without both the credentials that AWS' SDK finds, a pod's role among them. */
        Optional<String> accessKey();

        /** MACAW_S3_SECRET_KEY: the secret of MACAW_S3_ACCESS_KEY. */
        Optional<String> secretKey();

        /** MACAW_S3_PATH_STYLE: whether the bucket stands in the path instead of the host name; true where an endpoint is set, false at AWS. */
        Optional<Boolean> pathStyle();

        /** MACAW_S3_CACHE_DIR: directory for local copies, of this process alone; store-cache in MACAW_STATE_DIR without it. */
        Optional<Path> cacheDir();

        /** MACAW_S3_CACHE_BYTES: bound of all local copies together, 21474836480 (20 GiB) without it. What is in use stays, whatever it takes. */
        Optional<Long> cacheBytes();
    }
}

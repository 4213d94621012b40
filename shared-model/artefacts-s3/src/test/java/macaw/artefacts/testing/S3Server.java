package macaw.artefacts.testing;

import java.net.URI;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.Blob;
import org.gaul.s3proxy.blobstore.options.CreateContainerOptions;
import org.gaul.s3proxy.blobstore.options.PutOptions;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/** A real S3 endpoint in this process, with one bucket in memory; signatures are checked. It can go away and come back with all it held. */
public final class S3Server implements AutoCloseable {
    public static final String BUCKET = "macaw-test";
    public static final String ACCESS_KEY = "test-key";
    public static final String SECRET_KEY = "test-secret";

    private final BlobStore objects;
    private S3Proxy server;
    private final int port;

    public S3Server() {
        this(new TransientNio2BlobStore());
    }

    private S3Server(BlobStore objects) {
        this.objects = objects;
        objects.createContainer(BUCKET, CreateContainerOptions.NONE);
        server = started(0);
        port = server.getPort();
    }

    /** One that does not know conditional writes, as old servers do not. */
    public static S3Server thatOverwrites() {
        return new S3Server(new ForwardingBlobStore(new TransientNio2BlobStore()) {
            @Override
            public String putBlob(String container, Blob blob, PutOptions options) {
                return super.putBlob(container, blob, PutOptions.NONE);
            }
        });
    }

    private S3Proxy started(int wanted) {
        try {
            S3Proxy proxy = S3Proxy.builder()
                    .blobStore(objects)
                    .endpoint(URI.create("http://127.0.0.1:" + wanted))
                    .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
                    .ignoreUnknownHeaders(true)
                    .build();
            proxy.start();
            return proxy;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public int port() {
        return port;
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Nothing answers any more. */
    public void goAway() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Answers again at the same place. */
    public void comeBack() {
        server = started(port);
    }

    @Override
    public void close() {
        goAway();
        objects.close();
    }
}

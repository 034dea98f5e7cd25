namespace Timonier.EndToEnd.Tests.Talks;

/// <summary>The objects that the talks apply.</summary>
internal static class Manifests
{
    public const string InfiniteTwoLoops = """
        apiVersion: v1
        kind: Pod
        metadata:
          name: infinite-2loops
        spec:
          terminationGracePeriodSeconds: 1
          containers:
            - image: pause
              imagePullPolicy: Never
              name: container1
            - image: pause
              imagePullPolicy: Never
              name: container2
        """;

    public const string InfiniteLoop = """
        apiVersion: v1
        kind: Pod
        metadata:
          name: infinite-loop
        spec:
          terminationGracePeriodSeconds: 1
          containers:
            - image: pause
              imagePullPolicy: Never
              name: container1
        """;

    public const string BasicService = """
        apiVersion: v1
        kind: Pod
        metadata:
          name: basic-service
        spec:
          terminationGracePeriodSeconds: 1
          volumes:
            - name: shared-workdir
              emptyDir: {}
          containers:
            - image: basic-refresh
              imagePullPolicy: Never
              name: refresh
              env:
                - name: WORKDIR
                  value: /srv
              volumeMounts:
                - name: shared-workdir
                  mountPath: /srv
            - image: basic-service
              imagePullPolicy: Never
              name: service
              env:
                - name: WORKDIR
                  value: /mnt
              volumeMounts:
                - name: shared-workdir
                  mountPath: /mnt
        """;

    public const string WebserviceReplicaSet = """
        apiVersion: apps/v1
        kind: ReplicaSet
        metadata:
          name: webservice
        spec:
          replicas: 3
          selector:
            matchLabels:
              app: webservice
          template:
            metadata:
              labels:
                app: webservice
            spec:
              terminationGracePeriodSeconds: 1
              containers:
                - image: webservice
                  imagePullPolicy: Never
                  name: webservice
                  ports:
                    - containerPort: 80
                  readinessProbe:
                    httpGet: {path: /, port: 80}
                    periodSeconds: 1
        """;

    public const string WebserviceService = """
        apiVersion: v1
        kind: Service
        metadata:
          name: webservice
        spec:
          selector:
            app: webservice
          ports:
            - port: 80
        """;

    public const string WebserviceNodePort = """
        apiVersion: v1
        kind: Service
        metadata:
          name: webservice-node
        spec:
          type: NodePort
          selector:
            app: webservice
          ports:
            - port: 80
        """;

    public const string NginxDeployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: nginx-deployment
          labels:
            app: nginx
        spec:
          replicas: 3
          selector:
            matchLabels:
              app: nginx
          template:
            metadata:
              labels:
                app: nginx
            spec:
              terminationGracePeriodSeconds: 1
              containers:
                - name: nginx
                  image: nginx
                  imagePullPolicy: Never
                  ports:
                    - containerPort: 80
                  readinessProbe:
                    tcpSocket: {port: 80}
                    periodSeconds: 1
        """;

    public const string Secret = """
        apiVersion: v1
        kind: Secret
        metadata:
          name: not-so-super-secret
        type: Opaque
        data:
          username: YWRtaW4=
          password: cGFzc3dvcmQ=
        """;

    public const string SecretReader = """
        apiVersion: v1
        kind: Pod
        metadata:
          name: reader
        spec:
          restartPolicy: Never
          volumes:
            - name: secret
              secret:
                secretName: not-so-super-secret
                defaultMode: 0400
          containers:
            - name: reader
              image: busybox
              imagePullPolicy: Never
              env:
                - name: USERNAME
                  valueFrom:
                    secretKeyRef: {name: not-so-super-secret, key: username}
              command: [sh, -c, 'echo $USERNAME $(cat /secret/password); stat -L -c %a /secret/password']
              volumeMounts:
                - name: secret
                  mountPath: /secret
        """;
}

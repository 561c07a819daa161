"""The gateway at home: what API Gateway, a CDN and a load balancer do in the cloud."""

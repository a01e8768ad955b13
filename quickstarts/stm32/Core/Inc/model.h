#pragma once
#ifdef __cplusplus
extern "C" {
#endif
extern const unsigned char g_model[];
extern const unsigned int g_model_len;
#ifdef __cplusplus
}
#endif

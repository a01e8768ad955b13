#pragma once

extern const unsigned char g_kws_model[];
extern const unsigned int g_kws_model_len;
